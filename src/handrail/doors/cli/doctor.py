# SPDX-License-Identifier: Apache-2.0
"""`handrail doctor`: what is well with this set-up, what is not, and how to mend it. Changes nothing."""

import argparse
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHARED = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "glusterfs", "ceph")


class Finding(NamedTuple):
    """One thing looked at. `mend` is how to put it right; nothing to mend is well."""

    about: str
    said: str
    mend: str = ""


def main(argv: list[str]) -> int:
    """0 if all is well, 1 if anything is not."""
    argparse.ArgumentParser(prog="handrail doctor", description=__doc__.partition("\n")[0]).parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    amiss = 0
    for about, said, mend in findings():
        print(f"{'AMISS' if mend else 'ok   '}  {about + ':':12} {said}", flush=True)
        if mend:
            amiss += 1
            print(f"       {'':12} -> {mend}", flush=True)
    print(f"\n{amiss} to mend." if amiss else "\nAll is well.")
    return 1 if amiss else 0


def findings() -> Iterator[Finding]:
    from django.core.exceptions import ImproperlyConfigured

    try:
        import django

        django.setup()
    except ImproperlyConfigured as refused:
        for line in str(refused).splitlines():
            name, _, what = line.partition(": ")
            yield Finding("settings", f"{name} is not as it must be", what or "see docs/how-to/settings.md")
        return
    yield from of_settings()
    yield from of_data()
    yield from of_time_zones()
    yield from of_database()


def of_settings() -> Iterator[Finding]:
    from django.conf import settings

    yield Finding("mode", settings.MODE if settings.MODE == "production" else f"{settings.MODE}, for trying only")
    yield Finding(
        "debug",
        "on" if settings.DEBUG else "off",
        "leave HANDRAIL_DEBUG out where anyone else can reach this" if settings.DEBUG else "",
    )
    ring = settings.KEYS.ring()
    yield Finding("keys", f"{len(ring.keys)} from {settings.KEYS.named}, {ring.current.id} seals what is new")
    for about, path in secrets_kept():
        yield of_permission(about, path)


def secrets_kept() -> Iterator[tuple[str, Path]]:
    """The files that hold a secret, whoever named them."""
    from django.conf import settings

    kept: Path | None = getattr(settings.KEYS, "path", None)
    if kept:
        yield "keys", kept
    named = settings.ENV.path("HANDRAIL_SECRET_KEY_FILE") or settings.DATA / "secret-key"
    if named.exists():
        yield "secret key", named
    if settings.TLS_KEY:
        yield "https", settings.TLS_KEY


def of_permission(about: str, path: Path) -> Finding:
    open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    said = f"{path} can be read by {'others too' if open_to_others else 'its owner only'}"
    return Finding(about, said, f"chmod go-rwx {path}" if open_to_others else "")


def of_data() -> Iterator[Finding]:
    from django.conf import settings

    folder: Path = settings.DATA
    if not folder.is_dir():
        yield Finding("data", f"{folder} is not there", f"mkdir -m 700 -p {folder}")
        return
    yield of_permission("data", folder)
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(4096))
        yield Finding("disk", f"{folder} can be written")
    except OSError as error:
        yield Finding("disk", f"{folder} cannot be written ({error.strerror})", "free space, or make it this account's")


def of_time_zones() -> Iterator[Finding]:
    try:
        ZoneInfo("America/Chicago")
        yield Finding("time zones", "known")
    except ZoneInfoNotFoundError:
        yield Finding("time zones", "America/Chicago is not known", "apt install tzdata, or pip install tzdata")


def of_database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from handrail.doors.cli import checks

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        why = str(error).strip().splitlines()[0]
        yield Finding("database", f"does not answer: {why}", "start it, or correct HANDRAIL_DATABASE")
        return
    yield kind_of_database()
    missing = checks.missing_migrations()
    mend = "make a backup, then `handrail serve --migrate`" if missing else ""
    yield Finding("migrations", f"{len(missing)} missing" if missing else "all applied", mend)
    if not missing:
        there = checks.has_cache_table()
        yield Finding("limits", "counted in common" if there else "no cache table", "" if there else "handrail serve")
        yield of_record()
        yield from of_sealed()


def of_record() -> Finding:
    """Whether the database itself refuses to change what is written."""
    from handrail.ground.record import queries

    if missing := queries.missing_triggers():
        return Finding(
            "record", f"no longer guarded: {', '.join(missing)} missing", "restore from a backup, and ask why"
        )
    return Finding("record", "guarded: what is written is only ever added to")


def kind_of_database() -> Finding:
    from django.db import connection

    version = ".".join(map(str, connection.get_database_version()))
    if connection.vendor != "sqlite":
        return Finding("database", f"PostgreSQL {version}")
    path = Path(str(connection.settings_dict["NAME"])).absolute()
    system = file_system(path, Path("/proc/mounts"))
    said = f"SQLite {version}, {path}"
    if system.startswith(SHARED):
        return Finding("database", f"{said}, on {system}", "move it to a disk of this machine, or take PostgreSQL")
    return Finding("database", said)


def file_system(path: Path, mounts: Path) -> str:
    """The kind of file system a path is on, where the machine says so."""
    try:
        told = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    above = [(len(place), kind) for place, kind in told if path.is_relative_to(place.replace("\\040", " "))]
    return max(above, default=(0, ""))[1]


def of_sealed() -> Iterator[Finding]:
    from django.conf import settings

    from handrail.ground.vault import queries

    used = queries.usage(queries.columns())
    sealed = f"{sum(sum(places.values()) for places in used.values()):,} values sealed"
    bare = used.pop(queries.NEVER_SEALED, None)
    lost = sorted(set(used) - {key.id for key in settings.KEYS.ring()})
    if bare:
        yield Finding("sealed", f"never sealed: {', '.join(sorted(bare))}", "restore them from a backup, or tell us")
    if lost:
        mend = f"add these keys to {settings.KEYS.named}, from where you keep the copy"
        yield Finding("sealed", f"no key on the ring opens what {', '.join(lost)} sealed", mend)
    if not bare and not lost:
        yield Finding("sealed", f"{sealed}, each with a key on the ring")
