# SPDX-License-Identifier: Apache-2.0
"""A file that came with a referral: judged by what is in it, not by what it is called, and sealed."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.record import actions as record
from handrail.journey.frontdoor.actions.holding import held
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.models import Paper
from handrail.journey.frontdoor.rules.papers import kind_of


@transaction.atomic
def keep_paper(*, by: By, inquiry_id: UUID, name: str, content: bytes, at: datetime) -> UUID:
    """Refused if it is too large, is none of the kinds we can show, or there are too many."""
    if len(content) > desk().longest_paper:
        raise Refused(_("This file is larger than 5 MB. Send it in parts, or as a smaller picture."))
    kind = kind_of(content)
    if not kind:
        raise Refused(_("This file is no PDF and no picture. Save it as PDF, JPEG or PNG, and try again."))
    inquiry = held(by, inquiry_id)
    if Paper.objects.filter(inquiry=inquiry).count() >= desk().most_papers:
        raise Refused(_("There are enough files with this one. Send the rest when we have talked."))
    made = Paper.objects.create(
        provider_id=by.provider_id, inquiry=inquiry, name=PurePath(name).name[:160] or "file", kind=kind,
        size=len(content), at=at, sealed=content,
    )  # fmt: skip
    record.note(by=by, did="paper.kept", about=made.id)
    return made.id
