# SPDX-License-Identifier: Apache-2.0
"""How the house says no: always with the reasons."""


class Refused(Exception):
    """A deed that may not be done; `because` tells why, one sentence each. Nothing was changed."""

    def __init__(self, *because: str) -> None:
        super().__init__("; ".join(because[:5]))
        self.because = because
