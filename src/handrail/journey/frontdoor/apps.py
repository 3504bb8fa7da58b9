# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "handrail.journey.frontdoor"
    label = "frontdoor"
