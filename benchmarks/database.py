# SPDX-License-Identifier: Apache-2.0
"""A database for one benchmark: empty, in a file where that is how a clinic keeps it, gone afterwards."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def in_its_own(measure: Callable[[], int]) -> int:
    """What `measure` says, of a database nobody else writes; its pages are asked by staff without a second factor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.runner import DiscoverRunner

    django.setup()
    settings.STAFF_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "handrail.sqlite3")
        databases = runner.setup_databases()
        try:
            return measure()
        finally:
            runner.teardown_databases(databases)
