"""The composition root as an app: system checks, the demo and operators' commands hang here."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps

from networks import http, registry


class SmmConfig(AppConfig):
    default = True
    name = "smm"
    verbose_name = "Palinsesto"

    def ready(self) -> None:
        # The one address the guard lets through although it is not public: the sandbox network.
        http.configure(
            allow_origins=[settings.SANDBOX_ORIGIN] if settings.SANDBOX_ORIGIN else [],
            user_agent="Palinsesto/1.0",
        )
        if settings.BENCH:
            registry.NETWORKS.update(registry.OTHER_SANDBOXES)
        from smm import admin_words, checks  # noqa: F401  (registers the checks; models must be loaded first)

        admin_words.give_words()


class AdminSiteConfig(admin_apps.AdminConfig):
    """Django admin with the product's own site class."""

    default = False
    default_site = "smm.admin_site.PalinsestoAdminSite"
