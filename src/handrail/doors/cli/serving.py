# SPDX-License-Identifier: Apache-2.0
"""Granian, as the demo and the clinic start it."""

import http.client
import multiprocessing
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

LOCAL = "127.0.0.1"


class Obstacle(Exception):
    """Something in the way that the reader can move; says what to do."""


class Place(NamedTuple):
    """Where to serve, and what a first visitor asks for there to know that it is up."""

    address: str
    port: int
    host: str  # as visitors name it
    certificate: Path | None = None
    key: Path | None = None
    first: str = "/"

    @property
    def url(self) -> str:
        name = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.certificate else 'http'}://{name}:{self.port}/"


def say(line: str) -> None:
    print(line, flush=True)


def free_port(port: int, address: str = LOCAL) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OverflowError:
            raise Obstacle(f"{port} is no port: choose one from 1024 to 65535, as in --port 8000") from None
        except PermissionError:
            raise Obstacle(f"port {port} is kept for administrators: choose another, as in --port 8000") from None
        except socket.gaierror:
            raise Obstacle(f"{address} is no address of this machine: try --address 127.0.0.1 or 0.0.0.0") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise Obstacle(
                f"port {port} is taken: stop what uses it, or choose another, as in --port {other}"
            ) from None
        found: int = probe.getsockname()[1]
        return found


def serve(place: Place, *, workers: int = 1, threads: int = 1, lasting: bool = True) -> None:
    """Serve until stopped. The address is said only once a page was answered.

    `lasting`: a worker that dies is started again; otherwise a closed terminal is the end.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)  # a fork would keep this process's database name
    server = Granian(
        "handrail.site.wsgi:application",
        address=place.address,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        ssl_cert=place.certificate,
        ssl_key=place.key,
        respawn_failed_workers=lasting,
    )
    if not lasting:  # Granian reloads on SIGHUP
        server.signal_handler_reload = server.signal_handler_interrupt  # type: ignore[method-assign]
    threading.Thread(target=announce, args=(place,), daemon=True).start()
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


def announce(place: Place) -> None:
    while True:
        try:
            status = first_answer(place)
            break
        except OSError:
            time.sleep(0.05)
    if status < 400:
        say(f"Handrail is ready: {place.url}  (Ctrl-C stops it)")
    else:
        say(f"Handrail is up, but its first page answers with status {status}: {place.url}")


def first_answer(place: Place) -> int:
    there: http.client.HTTPConnection
    reached = {"0.0.0.0": LOCAL, "::": "::1"}.get(place.address, place.address)  # noqa: S104 - to reach, not to bind
    if place.certificate:
        anyone = ssl._create_unverified_context()  # noqa: S323, SLF001 - it is ourselves, by a number and not by name
        there = http.client.HTTPSConnection(reached, place.port, timeout=10, context=anyone)
    else:
        there = http.client.HTTPConnection(reached, place.port, timeout=10)
    there.request("GET", place.first, headers={"Host": place.host})
    return there.getresponse().status
