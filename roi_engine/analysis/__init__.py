"""Questions put to a result: what drives it, what it is worth to know, which option wins."""
