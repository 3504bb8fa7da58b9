# SPDX-License-Identifier: Apache-2.0
"""`handrail record`: whether the record is as it was written, and which database role may only add to it."""

import argparse
import os
import re
import sys
from collections.abc import Iterable

from handrail.ground.kit.answer import Refused
from handrail.ground.record.rules import Fault, Wrong


def main(argv: list[str]) -> int:
    """0 if all is well, 1 if anything is not."""
    asked = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        return guard(asked.role) if asked.deed == "guard" else verify(asked.expect)
    except Refused as refused:
        told = list(refused.because)
    except ImproperlyConfigured as error:
        told = str(error).splitlines()
    except DatabaseError as error:
        told = [f"the database cannot be used: {str(error).strip()}", "handrail doctor tells more"]
    for line in told:
        print(f"handrail record: {line}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail record", description="The record of what was done and looked at.")
    deeds = made.add_subparsers(dest="deed", required=True, metavar="DEED")
    verifying = deeds.add_parser("verify", help="follow each provider's lines and find the first that is wrong")
    verifying.add_argument(
        "--expect",
        metavar="HASH",
        type=head,
        action="append",
        default=[],
        help="a head printed earlier and kept elsewhere: the record must still lead through it; as often as you like",
    )
    guarding = deeds.add_parser("guard", help="on PostgreSQL, let a role run Handrail and only add to the record")
    guarding.add_argument("role", metavar="ROLE")
    return made


def head(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text.lower()):
        raise argparse.ArgumentTypeError("64 digits and letters a to f, as verify printed them")
    return text.lower()


def verify(expected: Iterable[str]) -> int:
    from handrail.ground.record import queries

    expected, met, well = frozenset(expected), set[str](), True
    for provider in queries.providers():
        verdict = queries.verdict(provider, keeping=expected)
        met |= verdict.kept
        print(f"provider {provider}: {verdict.number:,} lines as they were written, head {verdict.hash}", flush=True)
        if verdict.fault:
            well = False
            print(f"provider {provider}: {told(verdict.fault)}", file=sys.stderr)
    if not queries.providers():
        print("There is no line yet.")
    for missed in sorted(expected - met):
        print(f"No line has the expected hash {missed}: lines were taken out or written anew", file=sys.stderr)
    for name in queries.missing_triggers():
        print(f"The trigger {name} is missing or disabled: the database would let lines be changed", file=sys.stderr)
    return 0 if well and met == expected and not queries.missing_triggers() else 1


def told(fault: Fault) -> str:
    """What is wrong first, in a sentence."""
    number = f"{fault.number:,}"
    return {
        Wrong.ALTERED: f"line {number} was altered",
        Wrong.MOVED: f"line {number} is out of order: it was written as line {fault.was or 0:,}",
        Wrong.UNCHAINED: f"line {number} does not follow the line before it: one of the two was written anew",
        Wrong.MISSING: f"line {number} is missing",
        Wrong.CUT_OFF: f"line {number} and all after it are missing",
        Wrong.BEYOND: f"line {number} was never counted: it was put in, or the count was set back",
        Wrong.HEADLESS: "the count of its lines is missing",
        Wrong.HEAD: f"line {number}, the last, is not the one that was counted: one of the two was written anew",
    }[fault.wrong]


def guard(role: str) -> int:
    from handrail.ground.record import actions

    actions.guard(role=role)
    print(f"{role} may run Handrail, and only add to the record. Run this again after each migration.")
    return 0
