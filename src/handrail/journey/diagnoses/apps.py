# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class DiagnosesConfig(AppConfig):
    name = "handrail.journey.diagnoses"
    label = "diagnoses"
