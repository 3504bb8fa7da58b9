# SPDX-License-Identifier: Apache-2.0
"""The secret key and the ring of keys: given by the environment, or made once in the data folder."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from handrail.ground.vault.keeping import InFile, Keeping, NotKept, made_in, write_once
from handrail.ground.vault.ring import FaultyRing, new_key, read
from handrail.site.environment import Environment


def secret(env: Environment, folder: Path, *, make: bool) -> str:
    return env.secret("HANDRAIL_SECRET_KEY", "HANDRAIL_SECRET_KEY_FILE") or (secret_key(folder) if make else "")


def secret_key(folder: Path) -> str:
    """The key in `folder`. Two processes that start at once get the same one."""
    place = folder / "secret-key"
    try:
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_once(place, new_key().text + new_key().text)
        return place.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(f"HANDRAIL_DATA: cannot keep a secret key in {folder} ({error.strerror})") from None


def keys(env: Environment, folder: Path, *, make: bool) -> Keeping:
    """Where the ring of keys is kept. Not made in production: lost keys must not come back as new ones."""
    told, path = env.text("HANDRAIL_KEYS"), env.path("HANDRAIL_KEYS_FILE")
    if told and path:
        env.amiss("HANDRAIL_KEYS and HANDRAIL_KEYS_FILE: set one of them, not both")
    own = folder / "keys"
    kept: Keeping = InFile(path, "HANDRAIL_KEYS_FILE") if path else InFile(own, "HANDRAIL_DATA")
    try:
        if told:
            kept = Keeping(read(told), "HANDRAIL_KEYS")
        elif path or make:
            if not path:
                made_in(own, "HANDRAIL_DATA")
            kept.ring()
    except FaultyRing as fault:
        env.amiss(f"HANDRAIL_KEYS: {fault}")
    except (NotKept, OSError) as error:
        env.amiss(str(error))
    return kept
