"""The only door for data: files are profiled as a whole, read right or refused, and every row is accounted for."""
