# SPDX-License-Identifier: Apache-2.0
"""Who does a thing. Every deed and every look is told who it is by."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class By:
    """An account in one of its sessions; with both None, a command run on the provider's own machine."""

    provider_id: UUID
    account_id: UUID | None = None
    session_id: UUID | None = None
