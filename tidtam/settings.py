"""Settings of Tidtam; every variable is described in docs/settings.md."""

import datetime
from pathlib import Path

from csp import constants as csp

from tidtam import environment

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(environment.text("TIDTAM_VAR", str(ROOT / "var"))).absolute()

DEBUG = environment.flag("TIDTAM_DEBUG", default=False)
DEMO = environment.flag("TIDTAM_DEMO", default=False)
SECRET_KEY = environment.text("TIDTAM_SECRET_KEY", "")
INSECURE_KEY = "only-for-a-machine-that-nobody-else-reaches"
if not SECRET_KEY:
    SECRET_KEY = INSECURE_KEY
ALLOWED_HOSTS = environment.words("TIDTAM_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("TIDTAM_ORIGINS", [])

# Whether browsers reach us by https, and through how many proxies that we trust.
HTTPS = environment.flag("TIDTAM_HTTPS", default=not (DEBUG or DEMO))
PROXIES = environment.number("TIDTAM_PROXIES", 0)

# The one clock of the rules of the field: the moment it starts from (common/clock.py).
TIDTAM_CLOCK = environment.moment("TIDTAM_CLOCK")
SIMULATED = environment.flag("TIDTAM_SIMULATED", default=DEMO)

DATABASES = {"default": environment.database("DATABASE_URL", VAR / "tidtam.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Disposable Parquet facts (analysis) and evidence files (reporting).
FACTS_CACHE = Path(environment.text("TIDTAM_FACTS", str(VAR / "facts")))
ENGINE_MEMORY_MB = environment.number("TIDTAM_ENGINE_MEMORY_MB", 300, least=100)
MEDIA_ROOT = Path(environment.text("TIDTAM_EVIDENCE", str(VAR / "evidence")))
EVIDENCE_LIMIT_MB = environment.number("TIDTAM_EVIDENCE_LIMIT_MB", 20, least=1)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "tidtam.common",
    "tidtam.documents",
    "tidtam.organisation",
    "tidtam.accounts",
    "tidtam.policies",
    "tidtam.indicators",
    "tidtam.planning",
    "tidtam.reporting",
    "tidtam.analysis",
    "tidtam.followup",
    "tidtam.meetings",
    "tidtam.fieldwork",
    "tidtam.knowledge",
    "tidtam.publications",
    "tidtam.exchange",
    "tidtam.simulation",
    "tidtam.web",
    # After ours, so that our templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages cross bad lines; the random padding of Django's own keeps secrets in them.
    "django.middleware.gzip.GZipMiddleware",
    "tidtam.common.requests.RequestNumberMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tidtam.common.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "tidtam.urls"
WSGI_APPLICATION = "tidtam.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tidtam.web.context.shell",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "tidtam.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "tidtam.accounts.passwords.Uncommon"},
    {"NAME": "tidtam.accounts.passwords.NotTheUsername"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# Signing in (django-allauth): username and password, a second factor for who wants one.
ACCOUNT_ADAPTER = "tidtam.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Guessing of one account is stopped by axes below; these bound one address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip"}
ACCOUNT_FORMS = {
    "login": "tidtam.accounts.forms.SignInForm",
    "reauthenticate": "tidtam.accounts.forms.ConfirmPasswordForm",
    "change_password": "tidtam.accounts.forms.PasswordChangeForm",
    "reset_password": "tidtam.accounts.forms.PasswordResetForm",
    "reset_password_from_key": "tidtam.accounts.forms.PasswordNewForm",
}
MFA_ADAPTER = "tidtam.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tidtam"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "tidtam.accounts.forms.CodeForm",
    "reauthenticate": "tidtam.accounts.forms.ConfirmCodeForm",
    "activate_totp": "tidtam.accounts.forms.FirstCodeForm",
}

# Five wrong passwords for one account from one address lock that pair for a while.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_CLIENT_IP_CALLABLE = "tidtam.accounts.adapter.client_address"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# E-mail
globals().update(environment.email("TIDTAM_EMAIL_URL", VAR / "mail"))
DEFAULT_FROM_EMAIL = environment.text("TIDTAM_EMAIL_FROM", "tidtam@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The browser's safety
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF, csp.NONCE],
        "style-src": [csp.SELF, csp.NONCE],
        "img-src": [csp.SELF, "data:"],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}

# Words and time
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "tidtam" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
# Names with a hash and compressed copies, once `serve` has collected the files.
HASHED_STATIC = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if HASHED_STATIC
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC

# Work behind the pages
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
