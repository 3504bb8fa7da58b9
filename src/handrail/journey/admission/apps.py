# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "handrail.journey.admission"
    label = "admission"
