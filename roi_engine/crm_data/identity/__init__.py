"""One customer, one row: keys in their normal form, and records joined through the keys that they share."""
