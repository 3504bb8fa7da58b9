# SPDX-License-Identifier: Apache-2.0
"""`handrail demo`: makes the demo clinic's database once, then serves it on this machine.

The database is made under another name and renamed when whole, so whatever stops it half way,
the next start begins again. A foreseeable obstacle is one line, never a stack trace.
"""

import argparse
import fcntl
import http.client
import multiprocessing
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

ROOT = Path(__file__).parents[4]
HOST = "127.0.0.1"


class Obstacle(Exception):
    """Something in the way that the reader can move; says what to do."""


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    try:
        port = free_port(asked.port)
        folder = writable(Path(os.environ.get("HANDRAIL_DATA") or ROOT / "var") / "demo")
        with prepared(folder, fresh=asked.fresh, seconds=asked.seconds):
            serve(port)
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


def say(line: str) -> None:
    print(line, flush=True)


def free_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise Obstacle(f"{port} is no port: choose one from 1024 to 65535, as in --port 8000") from None
        except PermissionError:
            raise Obstacle(f"port {port} is kept for administrators: choose another, as in --port 8000") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise Obstacle(
                f"port {port} is taken: stop what uses it, or choose another, as in --port {other}"
            ) from None
        found: int = probe.getsockname()[1]
        return found


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
    making = database if database.exists() else database.with_name("unfinished.sqlite3")
    if making != database:
        forget(making)
        say("Making the demo clinic and building its week (once, half a minute) ...")
    fill(making, seconds)
    making.replace(database)


def forget(database: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def point_at(database: Path) -> None:
    os.environ["HANDRAIL_DATABASE"] = f"sqlite:///{quote(str(database.absolute()))}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")


def fill(database: Path, seconds: float) -> None:
    point_at(database)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        from handrail.flow import demo

        demo.load(seconds=seconds, say=say)
        connections.close_all()
    except (DatabaseError, ImproperlyConfigured, OSError) as error:
        raise Obstacle(f"could not make {database}: {error}. Free some space, or start with --fresh") from error


def serve(port: int) -> None:
    """Serve until stopped. The address is said only once a page was answered."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)  # a fork would keep this process's database name
    server = Granian(
        "handrail.site.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=2,
        log_level=LogLevels.warning,
    )
    # Granian reloads on SIGHUP; for a demo, a closed terminal is the end.
    server.signal_handler_reload = server.signal_handler_interrupt  # type: ignore[method-assign]
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    server.serve(target_loader=loaded)


def loaded(target: str) -> Callable[..., Any]:
    """The site, in the process that serves it; which leaves when the one that started it was killed."""
    starter = multiprocessing.parent_process()

    def leave_with_the_starter() -> None:
        if starter:
            starter.join()
            os._exit(1)

    threading.Thread(target=leave_with_the_starter, daemon=True).start()
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application


def announce(port: int) -> None:
    while True:
        try:
            there = http.client.HTTPConnection(HOST, port, timeout=10)
            there.request("GET", "/")
            status = there.getresponse().status
            break
        except OSError:
            time.sleep(0.05)
    if status < 400:
        say(f"Handrail is ready: http://{HOST}:{port}/  (Ctrl-C stops it)")
    else:
        say(f"Handrail is up, but its first page answers with status {status}: http://{HOST}:{port}/")
