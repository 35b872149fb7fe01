"""The name of a subject that survives moved lines and re-ordered files."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    # hashlib loads OpenSSL, which takes as long as a small review; the interpreter has its own implementation.
    try:
        from _sha2 import sha256  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256


def fingerprint(*parts: str) -> str:
    """32 hexadecimal digits of what a subject is: rule, director, service, real server."""
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
