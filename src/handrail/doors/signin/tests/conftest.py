# SPDX-License-Identifier: Apache-2.0
"""Here staff must have a second factor, and no limit is left over from the test before."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def as_in_a_clinic(settings, db) -> Iterator[None]:  # noqa: ARG001 - limits are counted in the database
    settings.STAFF_SECOND_FACTOR = True
    settings.MAIL = True
    cache.clear()
    yield
    cache.clear()
