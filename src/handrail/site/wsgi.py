# SPDX-License-Identifier: Apache-2.0
"""What a web server serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
application = get_wsgi_application()


def settle() -> None:
    """Load the code of every page, then let the collector of garbage leave alone what stays as long as the server.

    Else it walks through all of that again and again, in the middle of some page, which then takes twice as long.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


settle()
