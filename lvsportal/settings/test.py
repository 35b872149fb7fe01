"""The tests: the embedded default, or the servers that DATABASE_URL and REDIS_URL name; each run in a folder of its own."""

import os
import tempfile

os.environ.setdefault("LVSPORTAL_VAR", tempfile.mkdtemp(prefix="lvsportal-test-"))

from lvsportal.settings import environment as env
from lvsportal.settings.base import *
from lvsportal.settings.base import DATABASES, STORAGES, VAR

(VAR / "static").mkdir(parents=True, exist_ok=True)
SECRET_KEY = "for tests only"
PUBLIC_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ANONYMOUS_CHECKS = env.flag("ANONYMOUS_CHECKS")
# A file, not memory: the tests' worker is a process of its own. A queue for each test process.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
CELERY_TASK_DEFAULT_QUEUE = env.text("LVSPORTAL_TEST_QUEUE", f"test-{os.getpid()}")
