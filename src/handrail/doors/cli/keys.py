# SPDX-License-Identifier: Apache-2.0
"""`handrail keys`: the keys of sealed columns - which there are, a new one, a rotation, an old one retired."""

import argparse
import os
import sys

from handrail.ground.kit.answer import Refused


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    if asked.deed == "new":
        return new()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from handrail.ground.vault.keeping import NotKept

    try:
        django.setup()
        if asked.deed == "rotate":
            return rotate(fresh=asked.fresh)
        return retire(asked.id) if asked.deed == "retire" else listed()
    except Refused as refused:
        told = list(refused.because)
    except (ImproperlyConfigured, NotKept) as error:
        told = str(error).splitlines()
    except DatabaseError as error:
        told = [f"the database cannot be used: {str(error).strip()}", "handrail doctor tells more"]
    for line in told:
        print(f"handrail keys: {line}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail keys", description="The keys of sealed columns.")
    deeds = made.add_subparsers(dest="deed", required=True, metavar="DEED")
    deeds.add_parser("list", help="each key, and how many values it has sealed")
    deeds.add_parser("new", help="print a new key, for HANDRAIL_KEYS or the file of HANDRAIL_KEYS_FILE")
    rotating = deeds.add_parser("rotate", help="add a new key and seal everything with it; goes on if stopped")
    rotating.add_argument("--fresh", action="store_true", help="do not finish the last rotation: begin with a new key")
    deeds.add_parser("retire", help="take a key off the ring that nothing needs any more").add_argument("id")
    return made


def new() -> int:
    from handrail.ground.vault.ring import new_key

    print(new_key().text)
    return 0


def listed() -> int:
    from django.conf import settings

    from handrail.ground.vault import queries

    used = queries.usage(queries.columns())
    ring = settings.KEYS.ring()
    for key in ring:
        role = "seals what is new" if key == ring.current else "opens what it sealed"
        print(f"{key.id}  {role:20}  {sum(used.pop(key.id, {}).values()):>9,} values")
    for key_id, places in sorted(used.items()):
        told = "were never sealed" if key_id == queries.NEVER_SEALED else f"need key {key_id}, which is not on the ring"
        print(f"{sum(places.values()):,} values {told}: {', '.join(sorted(places))}", file=sys.stderr)
    return 1 if used else 0


def rotate(*, fresh: bool) -> int:
    from handrail.ground.vault import actions, queries

    done = actions.rotate(among=queries.columns(), fresh=fresh)
    print(f"Key {done.key_id} seals what is new; {done.values:,} values were sealed anew.")
    if not done.begun:
        print("This went on with a rotation begun earlier. For a newer key, run it again.")
    for place, count in sorted(done.unopened.items()):
        print(f"{place}: {count:,} values do not open and were left as they are", file=sys.stderr)
    if done.busy:
        print(f"{done.busy:,} values were in use all the time: run it again", file=sys.stderr)
    if done.unopened or done.busy:
        return 1
    print("Copy the keys again, apart from the database. Old ones can go: handrail keys retire ID")
    return 0


def retire(key_id: str) -> int:
    from handrail.ground.vault import actions, queries

    actions.retire(key_id, among=queries.columns())
    print(f"Key {key_id} is off the ring. Backups from before still need it: keep it with them.")
    return 0
