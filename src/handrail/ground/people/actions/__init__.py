# SPDX-License-Identifier: Apache-2.0
"""What is done to people. Each deed stands in the module of the one it is done to."""

from handrail.ground.people.actions.accounts import accept, begin, invite, open_account, reopen, shut, withdraw
from handrail.ground.people.actions.patients import admit, keep_apart
from handrail.ground.people.actions.staff import engage
from handrail.ground.people.actions.team import join_team

__all__ = [
    "accept",
    "admit",
    "begin",
    "engage",
    "invite",
    "join_team",
    "keep_apart",
    "open_account",
    "reopen",
    "shut",
    "withdraw",
]
