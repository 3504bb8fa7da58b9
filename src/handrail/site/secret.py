# SPDX-License-Identifier: Apache-2.0
"""The secret key: made once, kept in the data folder, readable by its owner only."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(folder: Path) -> str:
    """The key in `folder`. Two processes that start at once get the same one."""
    place = folder / "secret-key"
    try:
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(place)
        return place.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(f"HANDRAIL_DATA: cannot keep a secret key in {folder} ({error.strerror})") from None


def _make(place: Path) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent)  # 0600 from the start
    draft = Path(name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        place.hardlink_to(draft)  # all or nothing; fails if another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
