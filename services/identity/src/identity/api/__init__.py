"""HTTP: parse, call a handler, answer."""
