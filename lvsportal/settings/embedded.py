"""`make run`: one machine, nothing else running, nobody but the person at it. SQLite and a broker of files, unless
DATABASE_URL and REDIS_URL name others."""

import secrets

from lvsportal.settings import environment as env
from lvsportal.settings.base import *
from lvsportal.settings.base import VAR

VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
_key = VAR / "secret-key"
if not _key.exists():
    _key.touch(mode=0o600)
    _key.write_text(secrets.token_urlsafe(64))

SECRET_KEY = _key.read_text()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.words("ALLOWED_HOSTS")]
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
ANONYMOUS_CHECKS = env.flag("ANONYMOUS_CHECKS", True)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
