# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "handrail.journey.waiting"
    label = "waiting"
