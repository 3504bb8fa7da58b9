# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "handrail.ground.program"
    label = "program"
