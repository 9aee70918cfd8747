"""Django's settings. Everything that differs between instances comes from two environment variables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from junheng.web.instance import data_folder, database_url, secret_key

WEB = Path(__file__).resolve().parent
DATA = data_folder()

SECRET_KEY = secret_key()
DEBUG = False
# Extra host names of the server, separated by commas; on an office PC only this machine asks.
ALLOWED_HOSTS = [name for name in os.environ.get("JUNHENG_HOSTS", "").split(",") if name] or [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "testserver",
]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("JUNHENG_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "junheng.web.people",
    "junheng.web.audit",
    "junheng.web.jobs",
    "junheng.web.archive",
    "junheng.web.collect",
    "junheng.web.results",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "junheng.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "junheng.web.middleware.RequestIdentity",
    "junheng.web.middleware.Acting",
    "junheng.web.middleware.Access",
    "junheng.web.refusals.Refusals",
    "junheng.web.refusals.Legible",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "junheng.web.urls"
WSGI_APPLICATION = "junheng.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "junheng.web.context.page",
            ],
            "builtins": ["junheng.web.template_words"],
        },
    }
]


def database() -> dict[str, Any]:
    """The database's settings. SQLite writers take the lock at BEGIN: a read-then-write transaction would be locked out otherwise."""
    found: dict[str, Any] = dict(dj_database_url.parse(database_url(), conn_max_age=60, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = {
            **found.get("OPTIONS", {}),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# 500 people sign in at half past eight: a hash of half a second each would be a queue of minutes.
PASSWORD_HASHERS = ["junheng.web.people.hashing.OfficeArgon2Hasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("JUNHENG_HTTPS") == "1"
IDLE_MINUTES = 30

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
# A quarter of an hour is a quarter of an hour: who tries again meanwhile does not lengthen it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# `people.SignIn` is the log that is read.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "junheng.web.people.views_login.locked_out"
AXES_VERBOSE = False
# A whole office shares one address: locking the address would lock out everybody for one person's typing.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# The charts' library is the one that the report carries.
STATICFILES_DIRS = [WEB / "static", ("report", WEB.parent / "report" / "assets")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "junheng.web.fingerprints.Fingerprinted"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 30 * 24 * 3600
PACKAGE_FOLDER = DATA / "packages"
EVIDENCE_FOLDER = DATA / "evidence"
# An evening's photographs of one school fit; a film does not.
EVIDENCE_MAX_BYTES = 30 * 1024 * 1024
WORKBOOK_MAX_BYTES = 20 * 1024 * 1024
# Files are read whole before they are judged: what is larger than any that is taken is not even received.
REQUEST_MAX_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# What each app adds to the list of what a person has to do: functions of an actor, see `tasks.py`.
TODO_PROVIDERS: list[str] = [
    "junheng.web.archive.todo.tasks_of",
    "junheng.web.collect.freeze_todo.tasks_of",
    "junheng.web.collect.review_todo.tasks_of",
    "junheng.web.jobs.todo.tasks_of",
    "junheng.web.people.todo.tasks_of",
    "junheng.web.collect.todo.tasks_of",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "junheng.web.refusals.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A page that is not there, or not for this person, is an answer and no event; what breaks is an error and is logged.
    "loggers": {"django.request": {"level": "ERROR"}},
}
