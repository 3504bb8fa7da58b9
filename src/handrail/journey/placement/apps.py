# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class PlacementConfig(AppConfig):
    name = "handrail.journey.placement"
    label = "placement"
