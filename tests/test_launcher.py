# SPDX-License-Identifier: Apache-2.0
"""The launcher, tried as a stranger meets it: other folders, old Pythons, full stops half way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "dirname", "readlink", "cat", "cksum", "mkdir", "id", "rm", "sleep")
PROGRAM = "import os, sys\nprint(sys.argv[1:], os.getcwd())\n"
NEEDS_NOTHING = "# nothing\n"
NEEDS_THE_IMPOSSIBLE = f"no-such-thing-at-all==1.0 --hash=sha256:{'0' * 64}\n"
NOBODY = 65534
PYTHON = os.path.realpath(sys.executable)


class Checkout:
    """A checkout of the launcher alone, on a machine with only the programs we name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "handrail here"  # a space: paths are quoted or broken
        self.tools = folder / "bin"
        (self.root / "src" / "handrail").mkdir(parents=True)
        self.tools.mkdir()
        (self.root / "src" / "handrail" / "__main__.py").write_text(PROGRAM)
        shutil.copy(ROOT / "handrail", self.root / "handrail")
        for name in TOOLS:
            (self.tools / name).symlink_to(shutil.which(name) or name)
        self.needs(NEEDS_NOTHING)
        self.venv = self.root / ".venv"

    def needs(self, text: str) -> None:
        (self.root / "requirements.txt").write_text(text)
        (self.root / "requirements-test.txt").write_text(text)

    def python(self, script: str = f'exec "{PYTHON}" "$@"', name: str = "python3") -> None:
        (self.tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.tools / name).chmod(0o755)

    def surroundings(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        return kept | {"PATH": str(self.tools), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, **more}

    def start(self, *words: str, by: tuple[str, ...] = (), at: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*by, str(at or self.root / "handrail"), *words],
            cwd=self.root.parent,
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, subprocess.CompletedProcess[str]]:
    """A checkout, and its first start."""
    checkout = Checkout(tmp_path_factory.mktemp("first"))
    checkout.python()
    return checkout, checkout.start("week", "build", "a file.json")


@pytest.fixture
def quick(first: tuple[Checkout, object]) -> str:
    """A Python that hands out a copy of the venv made there: to make one takes seconds."""
    copying = f'rm -rf "$4" && {shutil.which("cp")} -Rp "{first[0].venv}" "$4" && rm -f "$4"/*.stamp'
    return f'case "$*" in "-m venv --clear "*) {copying} ;; *) exec "{PYTHON}" "$@" ;; esac'


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103
        yield Path(folder)


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 3
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_the_launcher_is_short_and_plain_shell():
    text = (ROOT / "handrail").read_text()

    assert text.startswith("#!/bin/sh\n")
    assert text.count("\n") < 80
    assert subprocess.run(["sh", "-n", ROOT / "handrail"], check=False).returncode == 0


def test_it_installs_once_and_hands_over_from_any_folder(first):
    checkout, first = first
    (checkout.root.parent / "link").symlink_to(checkout.root / "handrail")

    second = checkout.start("demo", at=checkout.root.parent / "link")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == f"['week', 'build', 'a file.json'] {checkout.root.parent}\n"
    assert first.stderr == "Installing what Handrail needs, once (about a minute) ...\n"
    assert second.stderr == ""


def test_it_installs_again_only_when_what_is_needed_changed(checkout, quick):
    checkout.python(quick)
    checkout.start("demo")

    for_the_tests = checkout.start("test")
    for_the_demo = checkout.start("demo")
    checkout.needs("# still nothing\n")
    changed = checkout.start("demo")

    assert "Installing" in for_the_tests.stderr
    assert "Installing" not in for_the_demo.stderr
    assert "Installing" in changed.stderr


def test_an_old_python_is_named_in_one_line(checkout):
    checkout.python('[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1')

    line = only_line(checkout.start("demo"))

    assert "needs Python 3.11 or newer (here: Python 3.9.2)" in line
    assert "apt install python3 python3-venv" in line


def test_no_python_is_said_in_one_line(checkout):
    assert "needs Python 3.11 or newer (here: none)" in only_line(checkout.start("demo"))


def test_a_newer_python_beside_an_old_one_is_found(checkout, quick):
    checkout.python("exit 1")
    checkout.python(quick, name="python3.12")

    assert checkout.start("demo").returncode == 0


def test_a_python_without_venv_is_said_in_one_line(checkout):
    checkout.python(f'case "$*" in *ensurepip*) exit 1 ;; esac; exec "{PYTHON}" "$@"')

    assert only_line(checkout.start("demo")).endswith(
        "python3 has no venv module. On Debian or Ubuntu: apt install python3-venv"
    )


def test_a_folder_of_someone_else_is_said_in_one_line(open_folder):
    checkout = Checkout(open_folder)
    checkout.python()
    by: tuple[str, ...] = ()
    if os.geteuid() == 0:
        by = (shutil.which("setpriv") or "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    checkout.root.chmod(0o555)

    try:
        done = checkout.start("demo", by=by)
    finally:
        checkout.root.chmod(0o755)

    assert f"may not write to {checkout.root}" in only_line(done)


def test_what_pip_cannot_install_leaves_no_trace_of_success(checkout, quick):
    checkout.python(quick)
    checkout.needs(NEEDS_THE_IMPOSSIBLE)

    failed = checkout.start("demo")
    checkout.needs(NEEDS_NOTHING)
    mended = checkout.start("demo")

    assert failed.returncode == 3
    assert "no-such-thing-at-all" in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("handrail: pip could not install requirements.txt")
    assert mended.returncode == 0


def test_an_install_killed_half_way_is_begun_again(checkout, quick):
    checkout.python(quick)
    checkout.needs(NEEDS_THE_IMPOSSIBLE)
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        index = f"http://127.0.0.1:{never_answers.getsockname()[1]}/simple"
        installing = subprocess.Popen(
            [checkout.root / "handrail", "demo"],
            env=checkout.surroundings(PIP_NO_INDEX="0", PIP_INDEX_URL=index),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until((checkout.venv / "unfinished").exists)
        os.killpg(installing.pid, signal.SIGKILL)
        installing.wait()
    left_behind = checkout.venv / "left-behind"
    left_behind.touch()

    checkout.needs(NEEDS_NOTHING)
    done = checkout.start("demo")

    assert done.returncode == 0, done.stderr
    assert not left_behind.exists(), "what a killed install left is not trusted"
    assert sorted(path.name for path in checkout.venv.glob("*.stamp")) == ["requirements.txt.stamp"]


def until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
