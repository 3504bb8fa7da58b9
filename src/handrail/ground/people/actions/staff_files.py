# SPDX-License-Identifier: Apache-2.0
"""The staff as a file: many members engaged or changed at once, and the list taken out."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.people import queries, rules, staff_lines
from handrail.ground.people.actions import staff as actions
from handrail.ground.people.staff_lines import StaffLine
from handrail.ground.record import actions as record

COLUMNS = {"name": "name", "letters": "credentials", "skills": "skills", "max_minutes": "max_minutes"}


@transaction.atomic
def import_staff(*, by: By, program_id: UUID, told: Iterable[StaffLine]) -> tuple[int, int]:
    """All of these lines, or none: how many were engaged, and how many were there and changed."""
    known = {one.id: one for one in queries.staff(by.provider_id, also_left=True)}
    engaged = changed = 0
    for line in told:
        if line.id is None:
            _engage(by, program_id, line)
            engaged += 1
        else:
            changed += _change(by, program_id, line, known[line.id])
    return engaged, changed


def _engage(by: By, program_id: UUID, line: StaffLine) -> None:
    how = {column: line.values[name] for name, column in COLUMNS.items() if name in line.values}
    posts = [rules.Post(role, program_id) for role in line.values["roles"]]
    actions.engage(by=by, posts=posts, available=line.values.get("available", ()), **how)


def _change(by: By, program_id: UUID, line: StaffLine, before: rules.Member) -> bool:
    how = {column: line.values[name] for name, column in COLUMNS.items() if name in line.values}
    changed = [actions.change_staff(by=by, staff_id=before.id, **how)]
    if "available" in line.values:
        changed.append(actions.set_availability(by=by, staff_id=before.id, available=line.values["available"]))
    if "roles" in line.values:
        posts = {post for post in before.posts if post.program_id != program_id}
        posts |= {rules.Post(role, program_id) for role in line.values["roles"]}
        changed.append(actions.give_posts(by=by, staff_id=before.id, posts=posts))
    return any(changed)


@transaction.atomic
def export_staff(*, by: By, program_id: UUID) -> str:
    """Everyone who is here, as a file; that it was taken out is on record."""
    record.note(by=by, did="staff.exported", about=by.provider_id)
    return staff_lines.write(queries.staff(by.provider_id), program_id)
