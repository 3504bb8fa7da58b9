# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "handrail.doors.setup"
    label = "setup"
