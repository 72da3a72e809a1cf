"""Tells Django about the app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Agencies, the people in them, and what they did."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"
