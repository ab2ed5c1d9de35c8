"""Identifiers: UUIDv7 for rows (they sort by time), random tokens for whatever is a credential."""

import secrets
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562)."""
    return uuid_utils.compat.uuid7()


def new_token() -> str:
    """128 random bits, safe in URLs, 22 characters."""
    return secrets.token_urlsafe(16)
