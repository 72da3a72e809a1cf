"""Tells Django about the app and registers its system check."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    """Clients, their contacts and channels."""

    name = "clients"
    verbose_name = _("Clients")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the check once the models are loaded (importing it earlier would fail)."""
        checks = import_module("clients.checks")
        register(checks.sealing_keys_open_what_they_sealed)
