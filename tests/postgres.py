# SPDX-License-Identifier: Apache-2.0
"""Runs a command beside a PostgreSQL of its own: `python tests/postgres.py COMMAND ...`.

Debian's programs in a temporary folder, reached by a socket in it, gone afterwards. PostgreSQL
refuses to run as root, so root hands it to nobody.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NOBODY = 65534
SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"


def programs() -> Path:
    """The newest PostgreSQL Debian has put on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        sys.exit("needs postgresql: apt install postgresql")
    return found[-1]


@contextmanager
def running() -> Iterator[str]:
    """The address of an empty database, as Handrail's settings read it."""
    # Not under TMPDIR: a socket's path may be no longer than about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-", dir="/tmp"))
    data = folder / "data"
    lowered: tuple[str, ...] = ()
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        lowered = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")

    def do(program: str, *words: str) -> None:
        command = [*lowered, str(programs() / program), "-D", str(data), *words]
        log = folder / "said"
        with log.open("a") as said:
            done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)
        if done.returncode:
            sys.exit(f"{program} failed:\n{log.read_text()}")

    try:
        do("initdb", "-U", "handrail", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        do("pg_ctl", "start", "-w", "-o", f"{SETTINGS} -c unix_socket_directories={folder}")
        try:
            yield f"postgresql://handrail@{quote(str(folder), safe='')}/postgres"
        finally:
            do("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with running() as address:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"HANDRAIL_DATABASE": address}, check=False).returncode)
