# SPDX-License-Identifier: Apache-2.0
"""What a web server serves."""

import gc
import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")


def loaded() -> WSGIHandler:
    """The site with the code of every page; the collector of garbage leaves all that alone from then on.

    Else it walks through it again and again, first while it is loaded, then in the middle of some page, which takes
    twice as long.
    """
    gc.disable()
    site = get_wsgi_application()
    assert get_resolver().url_patterns
    gc.freeze()
    gc.enable()
    return site


application = loaded()
