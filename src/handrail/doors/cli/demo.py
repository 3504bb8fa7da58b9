# SPDX-License-Identifier: Apache-2.0
"""`handrail demo`: makes the demo clinic's database once, then serves it on this machine.

The database is made under another name and renamed when whole, so whatever stops it half way,
the next start begins again. A foreseeable obstacle is one line, never a stack trace.
"""

import argparse
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from handrail.doors.cli.serving import LOCAL, Obstacle, Place, free_port, say, serve

ROOT = Path(__file__).parents[4]
LEAVE = 10  # seconds the worker has to end


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    try:
        port = free_port(asked.port)
        folder = writable(Path(os.environ.get("HANDRAIL_DATA") or ROOT / "var") / "demo")
        with prepared(folder, fresh=asked.fresh, seconds=asked.seconds), worker():
            serve(Place(LOCAL, port, LOCAL), threads=2, lasting=False)
    except Obstacle as obstacle:
        print(f"handrail demo: {obstacle}", file=sys.stderr)
        return 1
    say("Stopped.")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail demo", description=__doc__.partition("\n")[0])
    made.add_argument("--port", type=int, default=8000, help="where to serve (8000; 0: any free one)")
    made.add_argument("--seconds", type=float, default=20, help="what the engine may spend on the first week (20)")
    made.add_argument("--fresh", action="store_true", help="forget the demo clinic and make it anew")
    return made


def writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError as error:
        raise Obstacle(
            f"may not write to {folder} ({error.strerror}): name a folder of your own in HANDRAIL_DATA"
        ) from None
    return folder


@contextmanager
def prepared(folder: Path, *, fresh: bool, seconds: float) -> Iterator[None]:
    """A whole demo database, which nobody remakes while this one is served from it.

    The lock is exclusive while the database changes, shared while it is served; it falls with
    the process, however that ends.
    """
    database = folder / "handrail.sqlite3"
    with (folder / "lock").open("w") as lock:
        if taken(lock, fcntl.LOCK_EX):
            make(database, fresh=fresh, seconds=seconds)
            taken(lock, fcntl.LOCK_SH)
        elif fresh:
            raise Obstacle("another demo is running from this database: stop it first, then use --fresh")
        elif not (taken(lock, fcntl.LOCK_SH) and database.exists()):
            raise Obstacle("another start is still making the demo: wait until it is ready")
        point_at(database)
        yield


@contextmanager
def worker() -> Iterator[None]:
    """`handrail work` beside the server: it builds weeks while pages are served, and ends with this process."""
    command = ["nice", sys.executable, "-P", "-m", "handrail", "work", "--beside", "--nice", "0"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=LEAVE)
        except subprocess.TimeoutExpired:
            process.kill()


def taken(lock: TextIO, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make(database: Path, *, fresh: bool, seconds: float) -> None:
    """Bring the database up to date, or make it under another name first."""
    if fresh:
        forget(database)
    if database.exists():
        bring_up_to_date(database)
        return
    making = database.with_name("unfinished.sqlite3")
    forget(making)
    say("Making the demo clinic and building its week (once, half a minute) ...")
    bring_up_to_date(making, load=lambda: fill(seconds))
    making.replace(database)


def forget(database: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def point_at(database: Path) -> None:
    """The demo's own settings: keys beside its database, and nothing of a clinic that is set up here too."""
    for name in [name for name in os.environ if name.startswith("HANDRAIL_")]:
        del os.environ[name]
    os.environ["HANDRAIL_MODE"] = "demo"
    os.environ["HANDRAIL_DATA"] = str(database.parent.absolute())
    os.environ["HANDRAIL_DATABASE"] = f"sqlite:///{quote(str(database.absolute()))}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")


def bring_up_to_date(database: Path, load: Callable[[], None] = lambda: None) -> None:
    point_at(database)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    from handrail.doors.cli import checks

    try:
        django.setup()
        if checks.missing_migrations():
            checks.migrate()
        checks.make_cache_table()
        load()
        connections.close_all()
    except (DatabaseError, ImproperlyConfigured, OSError) as error:
        raise Obstacle(f"could not make {database}: {error}. Free some space, or start with --fresh") from error


def fill(seconds: float) -> None:
    from handrail.flow import demo  # brings the engine with it, which a later start does not need

    demo.load(seconds=seconds, say=say)
