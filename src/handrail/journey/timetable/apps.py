# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "handrail.journey.timetable"
    label = "timetable"
