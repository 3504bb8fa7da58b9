# SPDX-License-Identifier: Apache-2.0
"""The command line: which word opens which room. It decides nothing itself.

A command's room is imported only when the command is given, so `handrail week` never waits
for the web framework.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from handrail import __version__

COMMANDS = {
    "demo": "a demo clinic in the browser: made once, then served",
    "serve": "the clinic of the settings, for real people",
    "work": "what is done in the background: building weeks; beside serve, once or more",
    "doctor": "what is well with this set-up and what is not, and how to mend it",
    "setup": "a program from one file, or into one; the first account of a new clinic",
    "keys": "the keys of sealed columns: list, new, rotate, retire",
    "record": "what was done and looked at: verify that it is as written, guard it",
    "week": "build, check, fit, repair, explain or show a program's week",
    "test": "everything the build runs; with arguments, only pytest with them",
    "bench": "what performance is claimed, measured against peers",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit status; a wrong word is status 2."""
    words = list(sys.argv[1:] if argv is None else argv)
    command = parser().parse_args(words[:1]).command
    if command is None:
        parser().print_help()
        return 2
    try:
        status = room_of(command)(words[1:])
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `handrail week show ... | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def parser() -> argparse.ArgumentParser:
    """The first word only: each command reads the words after its own."""
    made = argparse.ArgumentParser(
        prog="handrail",
        description="Runs an intensive outpatient program for people with a substance use disorder.",
        epilog="handrail COMMAND --help tells more about one.",
    )
    made.add_argument("--version", action="version", version=f"handrail {__version__}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    for command, what in COMMANDS.items():
        commands.add_parser(command, help=what, add_help=False)
    return made


def room_of(command: str) -> Callable[[list[str]], int]:
    found: Callable[[list[str]], int] = import_module(f"handrail.doors.cli.{command}").main
    return found
