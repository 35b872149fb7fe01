"""The tests: the embedded default, or the servers that DATABASE_URL and REDIS_URL name; each run in a folder of its own."""

import os
import tempfile

os.environ.setdefault("LVSPORTAL_VAR", tempfile.mkdtemp(prefix="lvsportal-test-"))

from lvsportal.settings import environment as env
from lvsportal.settings.base import *
from lvsportal.settings.base import STORAGES, VAR

VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ANONYMOUS_CHECKS = env.flag("ANONYMOUS_CHECKS")
