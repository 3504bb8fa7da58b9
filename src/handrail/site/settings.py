# SPDX-License-Identifier: Apache-2.0
"""Settings, from the environment. docs/how-to/settings.md names each variable."""

import os
from pathlib import Path

from handrail.ground.vault.keeping import made_in
from handrail.site.database import database
from handrail.site.secret import secret_key

CHECKOUT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HANDRAIL_DATA") or CHECKOUT / "var")

DEBUG = False
SECRET_KEY = secret_key(DATA)
KEYS = made_in(DATA / "keys", "the data folder")
ALLOWED_HOSTS = (os.environ.get("HANDRAIL_HOSTS") or "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": database(os.environ.get("HANDRAIL_DATABASE") or f"sqlite:///{DATA / 'handrail.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "handrail.ground.look",
    "handrail.ground.program",
    "handrail.ground.people",
    "handrail.journey.timetable",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "handrail.site.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "handrail.site.urls"
WSGI_APPLICATION = "handrail.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "handrail.doors.clinic.navigation.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "handrail.ground.look.templatetags.look",
            ],
        },
    }
]

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # every page says its times in the program's own zone

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # a handful of files, found at start: nothing to collect, nothing to go stale
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
