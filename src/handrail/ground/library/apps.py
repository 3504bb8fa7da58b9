# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "handrail.ground.library"
    label = "library"

    def ready(self) -> None:
        from handrail.ground.library import queries

        queries.articles()  # an unsound file is found at the start, not by a reader
