# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handrail.journey.handover"
    label = "handover"
