"""Tokens that are shown once: 256 random bits; what is stored is their hash."""

import hashlib
import secrets


def new_token() -> str:
    """43 characters that fit into an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored. A fast hash is enough: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
