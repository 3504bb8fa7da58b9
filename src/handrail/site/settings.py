# SPDX-License-Identifier: Apache-2.0
"""Settings, from the environment. docs/how-to/settings.md names each variable."""

import os
from pathlib import Path

from handrail.site import production
from handrail.site.database import database
from handrail.site.environment import Environment
from handrail.site.mail import mail
from handrail.site.packs import forms, packs
from handrail.site.secret import keys, secret

CHECKOUT = Path(__file__).resolve().parents[3]
ENV = Environment(os.environ)
MODE = ENV.one_of("HANDRAIL_MODE", ("development", "demo", "production"))
PRODUCTION = MODE == "production"
DATA = ENV.path("HANDRAIL_DATA") or CHECKOUT / "var"

PACKS = packs(ENV, CHECKOUT / "packs")
FORMS = forms(ENV)

DEBUG = ENV.flag("HANDRAIL_DEBUG") and not PRODUCTION
SECRET_KEY = secret(ENV, DATA, make=not PRODUCTION)
KEYS = keys(ENV, DATA, make=not PRODUCTION)
SEALED_INSIDE = ("mfa.authenticator.data",)  # JSON of others' tables, with sealed text in it
ALLOWED_HOSTS = ENV.names("HANDRAIL_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
DATABASES = {"default": database(ENV.text("HANDRAIL_DATABASE", f"sqlite:///{DATA / 'handrail.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "handrail.doors.signin.apps.SigninConfig",  # before allauth, whose templates it has in our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "handrail.doors.signin.apps.DevicesConfig",  # allauth.usersessions
    "handrail.ground.look",
    "handrail.ground.record",
    "handrail.ground.program",
    "handrail.ground.people",
    "handrail.journey.frontdoor",
    "handrail.ground.post",
    "handrail.journey.intake",
    "handrail.journey.handover",
    "handrail.journey.diagnoses",
    "handrail.journey.placement",
    "handrail.journey.timetable",
    "handrail.journey.waiting",
    "handrail.journey.admission",
    "handrail.doors.portal",
    "handrail.doors.clinic",
    "handrail.doors.setup",
    "handrail.doors.post",
    "handrail.ground.library",
    "handrail.doors.public",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "handrail.site.headers.Headers",
    "handrail.site.packing.Packed",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handrail.doors.signin.middleware.Sessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
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
                "django.contrib.messages.context_processors.messages",
                "handrail.doors.clinic.navigation.frame",
                "handrail.doors.signin.frame.session",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "handrail.ground.look.templatetags.frame",
                "handrail.ground.look.templatetags.look",
            ],
        },
    }
]
FORM_RENDERER = "handrail.ground.look.forms.Renderer"

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # every page says its times in the program's own zone

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # a handful of files, found at start: nothing to collect, nothing to go stale
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# One table for all processes, so that a limit is one limit. Beyond MAX_ENTRIES the oldest are dropped.
CACHES = {
    "default": {
        "BACKEND": "handrail.site.limits.Limits",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "handrail.doors.signin.adapter.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation was sent to the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds in which nobody who has just signed in says again who she is
ACCOUNT_LOGIN_TIMEOUT = 600  # seconds for the second step
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whose ways in were changed is told so
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
SIGN_INS = "60/m/ip"
ACCOUNT_RATE_LIMITS = {  # the limits of the other deeds are allauth's; a clinic is behind one address
    "login": None,  # counted by ourselves, with those that failed
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key",
}
ACCOUNT_FORMS = {
    "login": "handrail.doors.signin.forms.SignIn",
    "reset_password": "handrail.doors.signin.forms.ForgotPassword",
    "reset_password_from_key": "handrail.doors.signin.forms.NewPassword",
    "change_password": "handrail.doors.signin.forms.ChangePassword",
    "reauthenticate": "handrail.doors.signin.forms.SayPassword",
}
MFA_ADAPTER = "handrail.doors.signin.adapter.Sealed"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a PIN: a found phone opens nothing
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # the demo and the tests speak http, to localhost
MFA_TOTP_ISSUER = "Handrail"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation was sent to the address
MFA_FORMS = {
    "authenticate": "handrail.doors.signin.forms.SayCode",
    "reauthenticate": "handrail.doors.signin.forms.SayCodeAgain",
    "activate_totp": "handrail.doors.signin.forms.FirstCode",
    "add_webauthn": "handrail.doors.signin.forms.AddPasskey",
    "edit_webauthn": "handrail.doors.signin.forms.RenamePasskey",
}
STAFF_SECOND_FACTOR = MODE != "demo"
CSRF_FAILURE_VIEW = "handrail.doors.signin.pages.csrf_failed"
SESSION_COOKIE_AGE = 12 * 3600  # a long day at work: after it everybody signs in anew
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "handrail.doors.signin.hasher.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]

_MAIL = mail(ENV)
MAIL: bool = _MAIL["MAIL"]  # whether any can be sent
globals().update(_MAIL)
# What sends each channel: a function of (address, subject, text), by its dotted path. The demo sends nothing.
POST_SENDERS = (
    {
        "mail": "handrail.doors.post.senders.by_mail",
        "text": ENV.text("HANDRAIL_TEXT_SENDER"),
    }
    if MODE != "demo"
    else dict.fromkeys(("mail", "text"), "handrail.doors.post.senders.shown")
)

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a mail opens the page it names

# Https, and who may say that it is: a proxy by its header, or this server with a certificate of its own.
TLS_CERTIFICATE, TLS_KEY = ENV.path("HANDRAIL_TLS_CERTIFICATE"), ENV.path("HANDRAIL_TLS_KEY")
_TLS_HEADER = ENV.text("HANDRAIL_TLS_HEADER")
SECURE_PROXY_SSL_HEADER = (f"HTTP_{_TLS_HEADER.upper().replace('-', '_')}", "https") if _TLS_HEADER else None
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.number("HANDRAIL_PROXIES", 1 if _TLS_HEADER else 0)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 86_400 * ENV.number("HANDRAIL_HSTS_DAYS", 365) if PRODUCTION else 0
CSRF_TRUSTED_ORIGINS = ENV.names("HANDRAIL_ORIGINS", [f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION])
if PRODUCTION:  # the prefix makes a browser refuse one that another host or plain http has set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    production.check(ENV)
ENV.check()

DEFAULT_EXCEPTION_REPORTER_FILTER = "handrail.site.logs.NothingTyped"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "handrail.site.logs.Plain",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"discreet": {"()": "handrail.site.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["discreet"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
