# SPDX-License-Identifier: Apache-2.0
"""What was typed when a session had ended: kept sealed for a day, given back to the same person, then forgotten.

Where it cannot be told whose it was, it waits for whoever signs in next in the same browser, for an hour only.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.people import rules
from handrail.ground.people.models import Account, Draft
from handrail.ground.record import actions as record

KEPT_FOR = timedelta(hours=24)  # until her next day at work
KEPT_FOR_A_BROWSER = timedelta(hours=1)
AT_MOST = 20  # of one account; the oldest goes first


@transaction.atomic
def keep(
    *, account: Account | None, browser: str, path: str, back: str, fields: Iterable[tuple[str, str]], at: datetime
) -> UUID:
    """Keep these fields of a form for the account, or, if there is none, for the browser with this key.

    A later one on its way to the same address takes the place of the one before.
    """
    whose = {"account": account, "browser": "" if account else _digest(browser)}
    Draft.objects.filter(expires_at__lte=at).delete()
    Draft.objects.filter(**whose, path=path).delete()
    made = Draft.objects.create(
        provider_id=account.provider_id if account else None, path=path, back=back, fields=json.dumps(list(fields)),
        made_at=at, expires_at=at + (KEPT_FOR if account else KEPT_FOR_A_BROWSER), **whose,
    )  # fmt: skip
    older = Draft.objects.filter(**whose).order_by("-made_at").values_list("pk", flat=True)[AT_MOST:]
    Draft.objects.filter(pk__in=list(older)).delete()
    if account:
        record.note(by=By(account.provider_id, account.id), did="draft.kept", about=made.id)
    return made.id


def take_over(*, account: Account, browser: str, at: datetime) -> bool:
    """Whoever signed in gets what waits for her browser; answers whether anything waits. Told by her sign-in."""
    if browser:
        Draft.objects.filter(browser=_digest(browser), expires_at__gt=at).update(
            account=account, provider=account.provider_id, browser=""
        )
    return Draft.objects.filter(account=account, expires_at__gt=at).exists()


def waiting(account_id: UUID | None, *, at: datetime) -> list[rules.Draft]:
    """What was kept for her, the newest first."""
    found = Draft.objects.filter(account=account_id, expires_at__gt=at).order_by("-made_at")
    return [draft.as_fact() for draft in found]


@transaction.atomic
def throw_away(*, by: By, draft_id: UUID) -> str | None:
    """She does not want it any more; answers the page it was typed on. None if there is no such draft of hers."""
    found = Draft.objects.filter(pk=draft_id, account=by.account_id).first()
    if found is None:
        return None
    found.delete()
    record.note(by=by, did="draft.thrown_away", about=draft_id)
    return found.back


def sent(account_id: UUID, path: str) -> bool:
    """It arrived at last; answers whether another one still waits. What it did is on record where it was done."""
    Draft.objects.filter(account=account_id, path=path).delete()
    return Draft.objects.filter(account=account_id).exists()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
