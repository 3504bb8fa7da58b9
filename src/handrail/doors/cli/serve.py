# SPDX-License-Identifier: Apache-2.0
"""`handrail serve`: serves the clinic of the settings. Changes the database only when told to."""

import argparse
import os
import sys

from handrail.doors.cli.serving import LOCAL, Obstacle, Place, free_port, say, serve


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    os.umask(0o077)  # whatever is written is its owner's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    try:
        prepare(migrate=asked.migrate)
        serve(place(asked.address, free_port(asked.port, asked.address)), workers=asked.workers)
    except Obstacle as obstacle:
        for line in str(obstacle).splitlines():
            print(f"handrail serve: {line}", file=sys.stderr)
        return 1
    say("Stopped.")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail serve", description=__doc__.partition("\n")[0])
    made.add_argument("--address", default=LOCAL, help=f"the address of this machine to serve at ({LOCAL})")
    made.add_argument("--port", type=int, default=8000, help="where to serve (8000; 0: any free one)")
    made.add_argument("--workers", type=positive, default=2, help="processes; as many as there are cores (2)")
    made.add_argument("--migrate", action="store_true", help="bring the database up to date first; after a backup")
    return made


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def prepare(*, migrate: bool) -> None:
    """Everything that must be so before a worker is started; what is not so is an obstacle."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    from handrail.doors.cli import checks

    try:
        django.setup()
        if migrate:
            checks.migrate()
        missing = checks.missing_migrations()
        if missing:
            raise Obstacle(
                f"the database lacks {len(missing)} changes this version needs ({missing[0]} first): "
                "make a backup, then start once with --migrate"
            )
        checks.make_cache_table()
        connections.close_all()
    except ImproperlyConfigured as error:
        raise Obstacle(str(error)) from None
    except DatabaseError as error:
        raise Obstacle(
            f"the database of HANDRAIL_DATABASE cannot be used: {str(error).strip()}\nhandrail doctor tells more"
        ) from None


def place(address: str, port: int) -> Place:
    from django.conf import settings

    if settings.MODE != "production":
        say("For trying only, not for real people: see docs/how-to/production.md.")
    host = settings.ALLOWED_HOSTS[0]
    return Place(address, port, host, settings.TLS_CERTIFICATE, settings.TLS_KEY, first="/readyz")
