# SPDX-License-Identifier: Apache-2.0
"""`handrail setup`: a program brought in from one file or written into one, and the first account of a clinic."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from handrail.ground.kit.answer import Refused


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        return {"import": bring_in, "export": write_out, "begin": begin}[asked.deed](asked)
    except Refused as refused:
        told = list(refused.because)
        print(f"handrail setup: {len(told)} to put right, nothing was written:", file=sys.stderr)
    except OSError as error:
        told = [f"{error.filename}: {error.strerror}"]
    except ImproperlyConfigured as error:
        told = str(error).splitlines()
    except DatabaseError as error:
        told = [f"the database cannot be used: {str(error).strip()}", "handrail doctor tells more"]
    for line in told:
        print(f"  {line}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail setup", description="Set up a clinic, as docs/how-to/setup.md tells.")
    deeds = made.add_subparsers(dest="deed", required=True, metavar="DEED")
    first = deeds.add_parser("begin", help="invite the first person, who then signs in and sets up the rest")
    for name, what in (("provider", "the organisation"), ("name", "her name"), ("email", "her e-mail address")):
        first.add_argument(f"--{name}", required=True, help=what)
    read = deeds.add_parser("import", help="bring a program in from a file; again to change it")
    read.add_argument("file", type=Path)
    read.add_argument("--provider", default="", help="another organisation than the file names")
    read.add_argument("--check", action="store_true", help="only say what is wrong, or what would change")
    write = deeds.add_parser("export", help="write a program as such a file, without its people")
    write.add_argument("program", nargs="?", default="", help="its name, where there are several")
    write.add_argument("-o", "--output", type=Path, help="where to; otherwise it is printed")
    return made


def bring_in(asked: argparse.Namespace) -> int:
    from handrail.flow import ready, setup
    from handrail.flow.program_reading import read

    told = read(asked.file.read_text(encoding="utf-8-sig"))
    done = setup.bring_in(told, at=datetime.now(UTC), provider=asked.provider, check=asked.check)
    for line in done.said or ["Nothing is new in this file."]:
        print(line)
    if asked.check:
        print("Only checked: nothing was written.")
        return 0
    for step in ready.of(done.by.provider_id, done.program).steps:
        for lack in step.lacks:
            print(f"Still missing ({step.words}): {lack}")
    return 0


def write_out(asked: argparse.Namespace) -> int:
    from handrail.flow import setup
    from handrail.flow.program_writing import written

    text = written(setup.as_file(setup.to_export(asked.program)))
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def begin(asked: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from handrail.ground.people.actions import accounts

    try:
        validate_email(asked.email)
    except ValidationError:
        raise Refused(f"--email: {asked.email} is not an e-mail address") from None
    _made, token = accounts.begin(provider=asked.provider, name=asked.name, email=asked.email, at=datetime.now(UTC))
    host = settings.ALLOWED_HOSTS[0]
    where = f"https://{host}" if settings.PRODUCTION else f"http://{host}:8000"
    print(f"{asked.name} signs in for the first time here, within seven days:\n{where}/invitations/{token}/")
    return 0
