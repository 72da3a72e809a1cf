"""Every setting of the product, read from the environment once.

`run.py` and docker-compose.yml provide the environment; docs/operations.md explains each name. A secret
may also come from a file: NAME_FILE is read where NAME is missing.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from people import zones

# Before anything reads a zone: the host's own data may be of another year.
zones.pin()

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file NAME_FILE names; fails loudly when neither is there."""
    if name not in os.environ and f"{name}_FILE" in os.environ:
        return Path(os.environ[f"{name}_FILE"]).read_text().strip()
    value = os.environ.get(name, default)
    if value is None or value == "":
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): see docs/operations.md.")
    return value


def _sealing_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64` as a mapping in order: the first key seals, the others only open."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if not key_id or len(key) != 32:
            raise ImproperlyConfigured("SEALING_KEYS wants id:base64 pairs of 32 bytes each.")
        keys[key_id] = key
    return keys


# --- who we are, and where -------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SEALING_KEYS = _sealing_keys(secret("SEALING_KEYS"))
_has_token = os.environ.get("OPERATIONS_TOKEN") or "OPERATIONS_TOKEN_FILE" in os.environ
OPERATIONS_TOKEN = secret("OPERATIONS_TOKEN") if _has_token else ""
INSTANCE_ID = env.str("INSTANCE_ID", default="")
PUBLIC_ORIGIN = env.str("PUBLIC_ORIGIN", default="http://localhost:8000").rstrip("/")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
# LOCAL_RUN: the launcher's loopback-only mode: e-mail is kept and shown, no second factor is asked.
LOCAL_RUN = env.bool("LOCAL_RUN", default=False)
DEMO = env.bool("DEMO", default=False)
BENCH = LOCAL_RUN and env.bool("BENCH", default=False)
SANDBOX_ORIGIN = env.str("SANDBOX_ORIGIN", default="").rstrip("/")
# Another Bluesky network than the public one: server of the accounts, directory, AppView (three origins).
BLUESKY_NETWORK = [each.rstrip("/") for each in env.list("BLUESKY_NETWORK", default=[])]

_public = urlsplit(PUBLIC_ORIGIN)
IS_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname or "localhost"])
if LOCAL_RUN:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_ORIGIN])

# --- apps: the stack of docs/architecture.md, lowest first -----------------------------------------
INSTALLED_APPS = [
    "people",
    "clients",
    "editorial",
    "community",
    "analytics",
    "desk",
    "portal",
    "smm",
    "smm.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "people.bodies.BoundedBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.access.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "smm.headers.PrivatePagesMiddleware",
    "smm.failures.WrongMethodMiddleware",
]
if BENCH:
    MIDDLEWARE.insert(0, "smm.bench.counting.QueryCountMiddleware")
# Django takes a default time of day for "now written as a fixed value" if it is looked at within ten seconds of that hour.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]

ROOT_URLCONF = "smm.urls"
WSGI_APPLICATION = "smm.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smm.shell.shell",
            ],
            "builtins": [
                "people.templatetags.ui",
                "people.templatetags.times",
                "people.templatetags.frame",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------
# Migrations run as the owner of the tables; the product itself as a role that owns nothing.
_database = (
    "DATABASE_OWNER_URL"
    if env.bool("MIGRATING", default=False) or "DATABASE_URL" not in os.environ
    else "DATABASE_URL"
)
DATABASES = {"default": env.db_url_config(secret(_database))}
DATABASES["default"].update(
    ENGINE="django.db.backends.postgresql",
    CONN_MAX_AGE=3600,  # what a session has planned is kept with it (people/planned.py)
    CONN_HEALTH_CHECKS=True,
    OPTIONS={"application_name": env.str("PROCESS_NAME", default="palinsesto")},
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Only attempts to sign in are kept here. Not in Redis: without it people still sign in, and are still counted.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_counted",
        "KEY_PREFIX": "palinsesto",
        "TIMEOUT": 300,
        # Past this the oldest are forgotten, so it must be more than who attacks can fill.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
SESSION_ENGINE = "people.sessions"

# --- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/t/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by an invitation to that very address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Palinsesto"

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

# --- static files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
# Tests and DEBUG serve the sources by the finders, where manifest names do not exist.
_plain_static = DEBUG or env.bool("STATIC_PLAIN", default=False)
# Files of pictures: on this machine, or in any S3-compatible store when a bucket is named.
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", default="")
_files: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if MEDIA_S3_BUCKET:
    _files = {
        "BACKEND": "smm.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": MEDIA_S3_BUCKET,
            "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None,
            "region_name": env.str("MEDIA_S3_REGION", default="") or None,
            "access_key": secret("MEDIA_S3_ACCESS_KEY"),
            "secret_key": secret("MEDIA_S3_SECRET_KEY"),
            "location": env.str("MEDIA_S3_PREFIX", default=""),
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": _files,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _plain_static
        else "smm.static_files.StaticFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# The biggest picture that is taken, in bytes; checked while it comes in.
MEDIA_MAX_BYTES = env.int("MEDIA_MAX_BYTES", default=25_000_000)
MEDIA_MAX_VIDEO_BYTES = env.int("MEDIA_MAX_VIDEO_BYTES", default=1_000_000_000)
# All files of one form together, and all uploads that are coming in or being worked at: in bytes.
MEDIA_MAX_REQUEST_BYTES = env.int("MEDIA_MAX_REQUEST_BYTES", default=300_000_000)
SCRATCH_MAX_BYTES = env.int("SCRATCH_MAX_BYTES", default=4_000_000_000)
# Uploads in parts: one part, all unfinished ones of an agency and of everybody; where they lie until they are whole.
UPLOAD_PART_MAX_BYTES = 4_000_000
UPLOADS_MAX_AGENCY_BYTES = env.int("UPLOADS_MAX_AGENCY_BYTES", default=5_000_000_000)
UPLOADS_MAX_BYTES = env.int("UPLOADS_MAX_BYTES", default=20_000_000_000)
PARTS_DIR = DATA_DIR / "parts"
SCRATCH_DIR = DATA_DIR / "scratch"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "editorial.receiving.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "people.bodies.ScratchFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- forms -----------------------------------------------------------------------------------------
FORM_RENDERER = "people.rendering.FieldRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- mail ------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Palinsesto <palinsesto@localhost>")
if "EMAIL_URL" in os.environ:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "people.mailbox.KeptMailBackend"

# --- security --------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = (
    "Lax"  # Strict would lose the sign-in on the way back from a network's OAuth page
)
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
_is_behind_proxy = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_behind_proxy else None
# Whose attempts to sign in are counted: with a proxy in front, everybody would come from its address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _is_behind_proxy else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "smm.failures.csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "report-uri": ["/csp-report/"],
    }
}

# --- publishing ------------------------------------------------------------------------------------
PUBLISH_THREADS = env.int("PUBLISH_THREADS", default=32)
# Shorter only in tests; editorial/pace.py says what each is, a system check that they fit together.
PUBLISH_CALL_S = env.float("PUBLISH_CALL_S", default=30)
PUBLISH_LEASE_S = env.float("PUBLISH_LEASE_S", default=90)
PUBLISH_SETTLE_S = env.float("PUBLISH_SETTLE_S", default=0)  # 0: as long as each network says
PUBLISH_REAP_S = env.float("PUBLISH_REAP_S", default=5)

# --- Celery: the clock and the muscle; no truth lives in it (docs/decisions/rows-are-the-queue.md) ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_VISIBILITY_TIMEOUT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "palinsesto:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- logs ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "filters": {"hide_links": {"()": "smm.logs.HideLinks"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_links"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # Two lines a second that say nothing happened would hide the one that matters.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
