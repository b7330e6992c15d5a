"""Typed readers of environment variables; a bad value stops the program."""

import datetime
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSettingError(Exception):
    """An environment variable holds something that cannot be used."""


def text(name: str, default: str) -> str:
    """Return the variable as text, or the default when unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return the variable as a yes or no; accepts 1, 0, true, false, yes, no."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadSettingError(f"{name}={raw!r}: write 1 or 0")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return the variable as a whole number of at least `least`."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit() or int(raw) < least:
        raise BadSettingError(f"{name}={raw!r}: write a whole number from {least}")
    return int(raw)


def words(name: str, default: list[str]) -> list[str]:
    """Return the variable as a list of words separated by commas."""
    raw = os.environ.get(name, "")
    return [word.strip() for word in raw.split(",") if word.strip()] or default


def moment(name: str) -> datetime.datetime | None:
    """Return the variable as a moment with an offset, or None when unset."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    try:
        value = datetime.datetime.fromisoformat(raw)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise BadSettingError(
            f"{name}={raw!r}: write a time with its offset, "
            "such as 2022-01-19T09:00:00+07:00"
        )
    return value


def email(name: str, default_folder: Path) -> dict[str, object]:
    """Return Django's settings of the way out for e-mail.

    smtp://user:password@host:port, smtps:// for TLS from the first byte, smtp+tls://
    for STARTTLS. When unset, messages are files in the folder.
    """
    raw = os.environ.get(name, "").strip()
    if not raw:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": default_folder,
        }
    ports = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    parts = urlsplit(raw)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ports or not parts.hostname or port == -1:
        raise BadSettingError(f"{name}: write smtp+tls://user:password@host:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def database(name: str, default_path: Path) -> dict[str, object]:
    """Return Django's settings of the database that the variable names.

    sqlite:////absolute/path or postgres://user:password@host:port/name, where the
    host may be a socket folder given as ?host=/run/postgresql.
    """
    raw = os.environ.get(name, "").strip() or f"sqlite:///{default_path}"
    parts = urlsplit(raw)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        if len(path) < 2:
            raise BadSettingError(f"{name}: write sqlite:////absolute/path")
        return _sqlite(path if path.startswith("//") is False else path[1:])
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(name, raw)
    raise BadSettingError(f"{name}: write sqlite:////path or postgres://...")


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
                "PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(name: str, raw: str) -> dict[str, object]:
    parts = urlsplit(raw)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise BadSettingError(f"{name}: the address names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
    }
