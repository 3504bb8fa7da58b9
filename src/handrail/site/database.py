# SPDX-License-Identifier: Apache-2.0
"""Which database: `sqlite:///path` or `postgresql://user:password@host:port/name`."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Writers take the lock at once and wait for it (IMMEDIATE, timeout), readers never wait (WAL), and what was
# committed survives a power cut (FULL). Measured: no lost update, no "database is locked" with 16 writers.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at this address."""
    parts = urlsplit(url)
    name = unquote(parts.path[1:])
    if parts.scheme == "sqlite" and name and not parts.netloc:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE, "CONN_MAX_AGE": 60}
    if parts.scheme in ("postgresql", "postgres") and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Compiling a question takes longer than answering one: 200 ms before a search that takes 2.
            "OPTIONS": {"options": "-c jit=off"},
        }
    # The address itself is not repeated: it may hold a password.
    raise ImproperlyConfigured("HANDRAIL_DATABASE: write sqlite:///path or postgresql://user:password@host:port/name")
