# SPDX-License-Identifier: Apache-2.0
"""The demo from outside: started, stopped, killed and started again, as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FRONT = 200  # what a stranger is shown: the guide
READY = re.compile(r"Handrail is ready: http://127\.0\.0\.1:(\d+)/")


class Demo:
    """One running `handrail demo`, and what it has said so far."""

    def __init__(self, data: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "handrail", "demo", "--seconds", "2", "--port", "0", *words],
            env=os.environ | {"HANDRAIL_DATA": str(data), "PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.said += line

    def waits_for(self, pattern: str | re.Pattern[str], seconds: float = 120) -> re.Match[str]:
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, f"not within {seconds} s: {self.said}"
            time.sleep(0.02)
        return found

    def ends(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=20)


@contextmanager
def demo(data: Path, *words: str) -> Iterator[Demo]:
    started = Demo(data, *words)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.ends(signal.SIGKILL)


def status_of(port: int) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as there:
        there.request("GET", "/")
        return there.getresponse().status


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def refused(data: Path, *words: str) -> str:
    with demo(data, *words) as started:
        status = started.process.wait(timeout=20)
    time.sleep(0.1)  # the last line is read by another thread
    assert status == 1
    (line,) = started.said.splitlines()
    return line


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a demo was killed while it was made, and then made whole."""
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder) as killed:
        killed.waits_for("Making the demo clinic")
        time.sleep(0.5)
    with demo(folder) as again:
        again.waits_for("Making the demo clinic")
        assert status_of(int(again.waits_for(READY)[1])) == FRONT
        assert again.ends(signal.SIGINT) == 0
    return folder


@pytest.fixture(scope="module")
def second(data: Path) -> Iterator[Demo]:
    """The demo started again, and ready."""
    with demo(data) as started:
        started.waits_for(READY, seconds=30)
        yield started


def test_a_second_start_is_soon_ready_and_makes_nothing(second):
    assert status_of(int(second.waits_for(READY)[1])) == FRONT
    assert "Making" not in second.said


def test_what_is_being_served_is_not_made_afresh(data, second):  # noqa: ARG001 - it is being served
    assert "stop it first, then use --fresh" in refused(data, "--fresh")


def test_told_to_end_it_frees_its_port(second):
    frees_its_port(second, signal.SIGTERM)


@pytest.mark.parametrize("by", [signal.SIGHUP, signal.SIGKILL])
def test_however_else_it_ends_its_port_is_free_again(data, by):
    with demo(data) as started:
        frees_its_port(started, by)


def frees_its_port(started: Demo, by: signal.Signals) -> None:
    port = int(started.waits_for(READY)[1])
    started.ends(by)
    end = time.monotonic() + 5
    while not is_free(port):
        assert time.monotonic() < end, "its server outlives it"
        time.sleep(0.05)


def test_a_taken_port_is_said_in_one_line(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert f"port {port} is taken: stop what uses it, or choose another" in refused(data, "--port", str(port))


def test_a_folder_that_cannot_be_written_is_said_in_one_line():
    assert "name a folder of your own in HANDRAIL_DATA" in refused(Path("/proc/no-such-place"))


def test_a_spoilt_database_is_said_with_the_way_out(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "handrail.sqlite3").write_text("no database at all " * 100)

    assert "start with --fresh" in refused(tmp_path)
