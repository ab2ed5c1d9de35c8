"""Rows to domain objects and back; seals and opens personal data on the way."""
