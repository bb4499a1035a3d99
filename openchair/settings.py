"""All settings, read from the environment by typed readers that fail loudly.

Every variable is documented in docs/configuration.md, and a test says so. Without any, the installation is the
`var` folder beside the package, with SQLite and nothing else to install.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from openchair import environment as env

ROOT = Path(__file__).resolve().parent
DATA = Path(env.text("OPENCHAIR_DATA") or ROOT.parent / "var").expanduser().resolve()
MODE = env.choice("OPENCHAIR_MODE", ("production", "development", "demo", "test"), "production")
DEBUG = False
"""Never on: error pages of a debug server show what people wrote."""


def _secret_key() -> str:
    """The signing key, from the environment or the file `init` made; an unfinished set-up gets a passing one."""
    if key := env.text("OPENCHAIR_SECRET_KEY"):
        if len(key) < 32:
            raise ImproperlyConfigured("OPENCHAIR_SECRET_KEY is too short. Use 32 characters or more.")
        return key
    made_by_init = DATA / "secret.key"
    return made_by_init.read_text(encoding="utf-8").strip() if made_by_init.exists() else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("OPENCHAIR_HOSTS", "127.0.0.1,localhost,[::1]")
BEHIND_PROXY = env.flag("OPENCHAIR_BEHIND_PROXY")
"""Whether a reverse proxy ends TLS and sets X-Forwarded-Proto; without one only loopback is served."""
PROXIES = env.words("OPENCHAIR_PROXIES", "127.0.0.1")
"""The proxies whose forwarding headers are believed; nobody else's are."""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if BEHIND_PROXY else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_PROXY else 0
SECURE_SSL_REDIRECT = BEHIND_PROXY
ORGANISATION = env.text("OPENCHAIR_ORGANISATION", "Openchair")
QUICK_EXIT_URL = env.text("OPENCHAIR_QUICK_EXIT_URL", "https://www.wikipedia.org/")
# A policy takes no query, and what comes after a path would cut it short: only scheme and host go into it.
_EXIT_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(QUICK_EXIT_URL))
if urlsplit(QUICK_EXIT_URL).scheme not in ("http", "https") or not urlsplit(QUICK_EXIT_URL).hostname:
    raise ImproperlyConfigured("OPENCHAIR_QUICK_EXIT_URL must be a whole address, such as https://www.wikipedia.org/")

INSTALLED_APPS = [
    "openchair.web",
    "openchair.insights",
    "openchair.operations",
    "openchair.rooms",
    "openchair.goals",
    "openchair.joining",
    "openchair.directory",
    "openchair.agreements",
    "openchair.groups",
    "openchair.people",
    "openchair.vault",
    "openchair.audit",
    "openchair.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "openchair.web.middleware.AsksNobody",
    "openchair.web.middleware.LeadsAway",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "openchair.people.middleware.standing",
    "openchair.web.middleware.RememberLook",
]

ROOT_URLCONF = "openchair.urls"
ASGI_APPLICATION = "openchair.asgi.application"
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
                "openchair.web.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "openchair.web.templatetags.openchair",
            ],
        },
    }
]

# --- databases: content, keys and sign-in sessions apart ------------------------------------------
DATABASES = {
    "default": env.database("OPENCHAIR_DATABASE_URL", DATA / "content.sqlite3"),
    "keys": env.database("OPENCHAIR_KEYS_DATABASE_URL", DATA / "keys.sqlite3"),
    "sessions": env.database("OPENCHAIR_SESSIONS_DATABASE_URL", DATA / "sessions.sqlite3"),
}
DATABASE_ROUTERS = ["openchair.core.routers.Router"]
REDIS_URL = env.text("OPENCHAIR_REDIS_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Vault and audit read root key and checkpoints themselves: rotation writes the file, and a second reader reads it.
ROOT_KEY = env.plain("OPENCHAIR_ROOT_KEY")
ROOT_KEY_FILE = Path(env.plain("OPENCHAIR_ROOT_KEY_FILE", str(DATA / "root.key"))).expanduser().resolve()
AUDIT_CHECKPOINT_FILE = Path(env.plain("OPENCHAIR_CHECKPOINT_FILE", str(DATA / "checkpoints.jsonl"))).expanduser()
KEY_BACKUP_DAYS = env.whole_number("OPENCHAIR_KEY_BACKUP_DAYS", 7, least=1)
"""How long copies of the key store may open what has been destroyed since."""
DESTROYED_KEYS_FILE = Path(env.plain("OPENCHAIR_DESTROYED_KEYS_FILE", str(DATA / "destroyed.jsonl"))).expanduser()

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people and signing in ------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "openchair.people.backends.PeopleBackend",
]
PASSWORD_HASHERS = [
    "openchair.people.hashers.Argon2id",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "openchair.people.passwords.PasswordRules"}]
SECOND_FACTOR_REQUIRED = MODE != "demo"
"""Whether staff, and whoever has a short password, must add a second step; the demo turns it off and says so."""
SIGN_UP_OPEN = env.flag("OPENCHAIR_SIGN_UP_OPEN", True)
"""Whether anybody may make an account, or only somebody with an invitation."""
IDLE_MINUTES_STAFF = env.whole_number("OPENCHAIR_IDLE_MINUTES_STAFF", 15, least=1)
IDLE_MINUTES_MEMBERS = env.whole_number("OPENCHAIR_IDLE_MINUTES_MEMBERS", 60, least=1)
SIGNED_IN_HOURS_STAFF = env.whole_number("OPENCHAIR_SIGNED_IN_HOURS_STAFF", 12, least=1)
SIGNED_IN_HOURS_MEMBERS = env.whole_number("OPENCHAIR_SIGNED_IN_HOURS_MEMBERS", 14 * 24, least=1)
SESSION_ENGINE = "openchair.people.sessions"
SESSION_COOKIE_AGE = 3600 * max(SIGNED_IN_HOURS_MEMBERS, SIGNED_IN_HOURS_STAFF)
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_PROXY
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_PROXY else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_PROXY else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "openchair.web.errors.stale_form"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

# allauth keeps no address and sends no mail: its e-mail table stays empty, and its secrets are sealed by the adapter.
ACCOUNT_ADAPTER = "openchair.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_DISPLAY = "openchair.people.adapters.nobody"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_FORMS = {
    "login": "openchair.people.forms.SignInForm",
    "reauthenticate": "openchair.people.forms.PasswordAgainForm",
}
# Our own throttle answers the same on every node and keeps no address (AUTH-5); allauth's would keep it in the cache.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "openchair.people.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = ORGANISATION
# A phone's clock may be half a minute off; a code is still good for one use only.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "openchair.people.forms.SecondStepForm",
    "reauthenticate": "openchair.people.forms.SecondStepAgainForm",
    "activate_totp": "openchair.people.forms.AddCodeAppForm",
}
AXES_HANDLER = "openchair.people.throttle.Handler"
AXES_LOCKOUT_CALLABLE = "openchair.people.throttle.please_wait"
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "username"
# A try while waiting is refused unseen and counts for nothing; the answer is our own page.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

# --- language, time, static files -----------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("OPENCHAIR_TIME_ZONE", "UTC")
STATIC_URL = "/static/"
STATIC_ROOT = ROOT.parent / "static-built"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "openchair.web.storage.HashedStaticFiles"},
}

# --- mail: neutral, into a folder until a server is named -----------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = env.text("OPENCHAIR_MAIL_FROM", "notice@localhost")

# --- headers --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # "Leave quickly" is a form, so that it ends the sign-in without a script; its answer leads there.
        "form-action": [SELF, _EXIT_ORIGIN],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "display-capture", "payment", "usb", "accelerometer")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- logs: to standard error, never with what people wrote ----------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"masked": {"()": "openchair.people.masking.Masked"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["masked"]}},
    "root": {"handlers": ["stderr"], "level": env.text("OPENCHAIR_LOG_LEVEL", "WARNING")},
    # These write frames, values and addresses when asked for more, so they are never asked.
    "loggers": {
        name: {"level": "WARNING"} for name in ("websockets", "django.db", "uvicorn", "httptools", "asyncio", "picows")
    },
}

# --- meeting lists --------------------------------------------------------------------------------
FEED_HOSTS = env.words("OPENCHAIR_FEED_HOSTS")
"""Hosts of feeds that may lie in a private network, or that others may send on to."""

# --- rooms ----------------------------------------------------------------------------------------
DOOR_OPENS_MINUTES = env.whole_number("OPENCHAIR_DOOR_OPENS_MINUTES", 10)
REPLAY_CLOCK = env.flag("OPENCHAIR_REPLAY_CLOCK")
"""Only for `openchair replay`: commands may carry the transcript's own time."""
NODE_HOST = env.text("OPENCHAIR_NODE_HOST", "127.0.0.1")
NODE_PORT = env.whole_number("OPENCHAIR_NODE_PORT", 0)
"""Where other nodes of this installation reach this one; 0 takes any free port."""
ROOM_MESSAGES_PER_SECOND = env.whole_number("OPENCHAIR_ROOM_MESSAGES_PER_SECOND", 10)
"""What one connection may send each second, with short bursts above it; 0 for no limit (benchmarks)."""

# --- voice and video ------------------------------------------------------------------------------
TURN_URLS = env.words("OPENCHAIR_TURN_URLS")
"""Addresses of the relay, as pages are told them. Without a relay no group has voice."""
for _url in TURN_URLS:
    if not _url.startswith(("turn:", "turns:")):
        raise ImproperlyConfigured(
            f"OPENCHAIR_TURN_URLS names {_url!r}. Use addresses such as turns:relay.example.org:5349?transport=tcp."
        )
TURN_SECRET = env.text("OPENCHAIR_TURN_SECRET")
if TURN_SECRET and len(TURN_SECRET) < 32:
    raise ImproperlyConfigured("OPENCHAIR_TURN_SECRET is too short. Use 32 characters or more, and the same in coturn.")
CALL_PEOPLE = env.whole_number("OPENCHAIR_CALL_PEOPLE", 6, least=2)
"""How many people are in one call at most: each page sends to each other page."""
CALL_CAMERAS = env.whole_number("OPENCHAIR_CALL_CAMERAS", 4, least=0)
"""How many of them may have their camera on."""
JANUS_URL = env.text("OPENCHAIR_JANUS_URL")
"""Where pages reach the media server that passes larger calls on. Without one, calls are as large as a mesh carries."""
JANUS_ADDRESS = env.text("OPENCHAIR_JANUS_ADDRESS")
JANUS_ADMIN_ADDRESS = env.text("OPENCHAIR_JANUS_ADMIN_ADDRESS")
JANUS_SECRET = env.text("OPENCHAIR_JANUS_SECRET")
JANUS_PEOPLE = env.whole_number("OPENCHAIR_JANUS_PEOPLE", 16, least=2)
"""How many people are in one call at most that goes over it."""
if JANUS_URL:
    if not JANUS_URL.startswith(("wss://", "ws://")):
        raise ImproperlyConfigured(
            f"OPENCHAIR_JANUS_URL is {JANUS_URL!r}. Use an address such as wss://media.example.org/janus."
        )
    if not (JANUS_ADDRESS and JANUS_ADMIN_ADDRESS):
        raise ImproperlyConfigured(
            "OPENCHAIR_JANUS_URL needs OPENCHAIR_JANUS_ADDRESS and OPENCHAIR_JANUS_ADMIN_ADDRESS, where this server "
            "reaches the media server itself."
        )
    if len(JANUS_SECRET) < 32:
        raise ImproperlyConfigured(
            "OPENCHAIR_JANUS_SECRET is missing or too short. Use 32 characters or more, and the same in Janus."
        )
