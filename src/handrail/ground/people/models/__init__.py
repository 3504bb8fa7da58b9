# SPDX-License-Identifier: Apache-2.0
"""Tables of staff, patients, their families and everyone's accounts. They decide nothing."""

from handrail.ground.people.models.accounts import Account, Draft, Invitation
from handrail.ground.people.models.patients import (
    FamilyMember,
    GlassBroken,
    KeptApart,
    NamePart,
    Patient,
    Photo,
    TeamMember,
)
from handrail.ground.people.models.staff import Availability, Credential, Post, Staff, TimeOff

__all__ = [
    "Account", "Availability", "Credential", "Draft", "FamilyMember", "GlassBroken", "Invitation", "KeptApart",
    "NamePart", "Patient", "Photo", "Post", "Staff", "TeamMember", "TimeOff",
]  # fmt: skip
