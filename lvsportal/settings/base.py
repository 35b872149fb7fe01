"""What holds everywhere. ``embedded``, ``production`` and ``test`` say what differs."""

from pathlib import Path
from zoneinfo import available_timezones

import dj_database_url
import structlog
from csp.constants import NONE, SELF

from lvsportal.http.logs import scrub_event
from lvsportal.settings import environment as env

_PACKAGE = Path(__file__).resolve().parent.parent
# Where templates, translations and static files lie: the checkout, or what the wheel brings.
ROOT = _PACKAGE / "site" if (_PACKAGE / "site").is_dir() else _PACKAGE.parent
VAR = Path(env.text("LVSPORTAL_VAR", str(ROOT / "var")))

DEBUG = False
ROOT_URLCONF = "lvsportal.urls"
WSGI_APPLICATION = "lvsportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PUBLIC_URL = env.url("PUBLIC_URL")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # whose X-Forwarded-* count; none by default

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "apps.accounts",
    "apps.clusters",
    "apps.gate",
    "apps.reviews",
    "apps.sharing",
    "apps.knowledge",
    "apps.api",
    "apps.web",
]
MIDDLEWARE = [
    "lvsportal.http.middleware.ClientAddress",
    "apps.web.middleware.Probes",
    "lvsportal.http.middleware.PublicLinks",
    "lvsportal.http.middleware.NoNul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lvsportal.http.middleware.Compressed",
    "apps.web.middleware.RequestLog",
    "apps.web.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "apps.web.middleware.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.sessions.SessionActivity",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.web.context.frame",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR / 'lvsportal.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
except ValueError:
    raise SystemExit(
        "lvsportal: DATABASE_URL can't be used: postgres://user:password@host/name is needed"
    ) from None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3}
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
CACHES = {
    "default": {"BACKEND": "lvsportal.cache.ToleratingRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# -- the queue -------------------------------------------------------------------------------------------------
BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 60,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
else:
    CELERY_BROKER_TRANSPORT = "lvsportal.transport:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.03,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the row in the database is the truth: a lost message is found by the sweep
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "lvsportal"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "reviews.sweep", "schedule": 5.0, "options": {"expires": 10}},
    "forget": {"task": "reviews.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "remind": {"task": "gate.remind", "schedule": 3600.0, "options": {"expires": 3000}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# -- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever holds an invitation was let in by a person
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
USERSESSIONS_TRACK_ACTIVITY = True
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "lvsportal@localhost")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# -- languages -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC", choices=sorted(available_timezones()))

# -- pages -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "apps.web.views.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# -- REST ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.StrictJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "apps.api.parsers.ByType",
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.CallSchema",
    "DEFAULT_PAGINATION_CLASS": "apps.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["apps.api.throttling.ByCaller"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env.rate("RATE_ANONYMOUS", "60/min"),
        "caller": env.rate("RATE_CALLER", "3000/min"),
    },
    "EXCEPTION_HANDLER": "apps.api.problems.handler",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "lvsportal",
    "DESCRIPTION": "Review Linux Virtual Server definitions before they go live. / 在上线前审查 LVS 集群定义。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
}

# -- limits: what the pages show is what counts ----------------------------------------------------------------
LIMIT_FILE_BYTES = env.number("LIMIT_FILE_BYTES", 32 << 20, 1024, 1 << 30)
LIMIT_TOTAL_BYTES = env.number("LIMIT_TOTAL_BYTES", 64 << 20, 1024, 1 << 30)
LIMIT_FILES = env.number("LIMIT_FILES", 4000, 1, 100_000)
if LIMIT_FILE_BYTES > LIMIT_TOTAL_BYTES:
    raise SystemExit(
        "lvsportal: LIMIT_FILE_BYTES is more than LIMIT_TOTAL_BYTES, which holds for all files together"
    )
LIMIT_BODY_BYTES = LIMIT_TOTAL_BYTES + (8 << 20)
DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = LIMIT_FILES
DATA_UPLOAD_MAX_NUMBER_FIELDS = LIMIT_FILES * 2 + 100
WEB_THREADS = env.number("WEB_THREADS", 8, 2, 64)  # of each web process; a waiting or slow call holds none
WEB_WAITING = env.number("WEB_WAITING", 500, 0, 10_000)  # calls that wait for their review at once
BODY_SILENT_SECONDS = env.number("BODY_SILENT_SECONDS", 20, 1, 600)
BODY_SECONDS = env.number("BODY_SECONDS", 600, 1, 3600)
REVIEW_SECONDS = env.number("REVIEW_SECONDS", 60, 1, 3600)
REVIEW_MEMORY_BYTES = env.number("REVIEW_MEMORY_BYTES", 1 << 30, 128 << 20, 1 << 40)
REVIEW_LEASE_SECONDS = env.number("REVIEW_LEASE_SECONDS", 15, 5, 600)
METRICS_FROM = env.networks("METRICS_FROM", "127.0.0.0/8,::1/128")
METRICS_TOKEN = env.secret("METRICS_TOKEN", 16)
# Then a worker counts as gone, in /readyz and /metrics.
WORKER_SILENT_SECONDS = env.number("WORKER_SILENT_SECONDS", 20, 6, 3600)
REVIEW_ATTEMPTS = 5  # a worker that dies this often over one review is taken for the review's fault
SETUP_KEY = env.secret("SETUP_KEY", 16)
ANONYMOUS_CHECKS = env.flag("ANONYMOUS_CHECKS")
SHARE_DAYS_MOST = 366
SHARE_DAYS = env.number("SHARE_DAYS", 30, 1, SHARE_DAYS_MOST)

# -- logs ------------------------------------------------------------------------------------------------------
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        scrub_event,
        structlog.processors.JSONRenderer(),
    ],
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"scrubbed": {"()": "lvsportal.http.logs.Scrubbed"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.text("LOG_LEVEL", "WARNING", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
    },
}
