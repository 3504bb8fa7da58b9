# SPDX-License-Identifier: Apache-2.0
"""A request from outside becomes an inquiry, with whatever came with it. One transaction; sent twice, it is one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor import queries


@transaction.atomic
def ask(
    *, program: Program, way: str, values: Mapping[str, Any], form_key: str, wants: bool, at: datetime,
    paper: tuple[str, bytes] | None = None,
) -> UUID:  # fmt: skip
    """`wants`: whether she herself wants to be contacted is known to be so. `paper`: its name and what is in it."""
    by = By(program.provider_id)
    is_new = not queries.is_known(program.provider_id, form_key)
    made = frontdoor.ask(
        by=by, program_id=program.id, way=way, caller="herself" if way == "web" else "professional", at=at,
        form_key=form_key, values=values,
    )  # fmt: skip
    if not is_new:
        return made
    if way != "web" and wants:
        frontdoor.know_wish(by=by, inquiry_id=made, wants=True, at=at)
    if paper:
        frontdoor.keep_paper(by=by, inquiry_id=made, name=paper[0], content=paper[1], at=at)
    return made
