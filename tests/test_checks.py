# SPDX-License-Identifier: Apache-2.0
"""`handrail test` itself: what it does about what is missing, and how it sums up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handrail.doors.cli.test import Check, InVain, side_by_side, summary

ROOT = Path(__file__).parents[1]


def handrail_test(tools: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """On a machine with nothing but these tools, and no browser."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "handrail", "test", *words],
        env={"PATH": str(tools), "PYTHONPATH": str(ROOT / "src"), "CHROMIUM": "no-such-browser"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_cannot_be_installed_here_is_said_with_its_command(tmp_path):
    done = handrail_test(tmp_path)

    assert done.returncode == 1
    assert "handrail test: needs chromium" in done.stderr
    assert "apt install chromium" in done.stderr
    assert done.stdout == "", "no check was begun"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install")
def test_root_updates_the_lists_once_and_then_installs(tmp_path):
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    apt.chmod(0o755)

    done = handrail_test(tmp_path)

    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.endswith("update")
    assert "install --yes --no-install-recommends chromium" in install
    assert done.returncode == 1, "this apt-get brought nothing"


def test_one_failed_part_fails_the_whole(capsys):
    status = summary([("lint", 0, 1.2), ("types", 2, 7.0)])

    assert status == 1
    assert "ok      lint  (1 s)\nFAILED  types  (7 s)\n\n1 of 2 failed." in capsys.readouterr().out


def a_part(name, code):
    return Check(name, (sys.executable, "-c", code))


def test_parts_run_side_by_side_and_each_is_printed_when_it_is_through(tmp_path, capfd):
    met = f"import pathlib, time; here = pathlib.Path({str(tmp_path)!r}, 'here')"
    waits = a_part("waits", f"{met}\nwhile not here.exists(): time.sleep(0.01)\nprint('met')")
    comes = a_part("comes", f"{met}; here.touch(); print('all of it'); raise SystemExit(3)")

    outcomes = side_by_side([waits, comes, a_part("last", "")])

    assert {name: status for name, status, _ in outcomes} == {"waits": 0, "comes": 3, "last": 0}
    told = capfd.readouterr().out
    assert "=== comes ===\nall of it" in told
    assert "=== waits ===\nmet" in told


def test_what_needs_a_package_begins_once_it_is_there(capsys):
    looks = iter([["chromium"], ["chromium"]])
    parts = [Check("browser", (sys.executable, "-c", ""), "chromium"), a_part("first", ""), a_part("second", "")]

    side_by_side(parts, at_once=1, lacking=lambda: next(looks, []))

    told = capsys.readouterr().out
    assert told.index("first ...") < told.index("browser ...")


def test_what_was_installed_in_vain_stops_what_runs():
    begun = []

    def lacking():
        begun.extend(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())
        if begun:
            raise InVain
        return ["chromium"]

    with pytest.raises(InVain):
        side_by_side([a_part("long", "import time; time.sleep(600)")], lacking=lacking)

    assert not [one for one in begun if Path(f"/proc/{one}").exists()]


def test_when_we_are_stopped_nothing_is_left_running(monkeypatch):
    begun = []

    def stopped(_seconds):
        begun.extend(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())
        raise KeyboardInterrupt

    monkeypatch.setattr("handrail.doors.cli.test.time.sleep", stopped)
    with pytest.raises(KeyboardInterrupt):
        side_by_side([a_part("long", "import time; time.sleep(600)")])

    assert begun
    assert not [one for one in begun if Path(f"/proc/{one}").exists()]


def test_with_arguments_only_pytest_runs_with_them(tmp_path):
    done = handrail_test(tmp_path, "--version")

    assert done.returncode == 0
    assert done.stdout.startswith("pytest ")
