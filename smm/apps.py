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
        from smm import admin_words, checks  # registers the checks; models must be loaded first

        # The addresses the guard lets through although they are not public: the sandbox network, a Bluesky of one's own.
        own = [settings.SANDBOX_ORIGIN, *settings.BLUESKY_NETWORK]
        http.configure(allow_origins=[each for each in own if each], user_agent="Palinsesto/1.0")
        if len(settings.BLUESKY_NETWORK) == len(checks.BLUESKY_PARTS):
            from networks.bluesky.connector import BLUESKY

            BLUESKY.live_at(*settings.BLUESKY_NETWORK)
        if settings.BENCH:
            registry.NETWORKS.update(registry.OTHER_SANDBOXES)
        admin_words.give_words()


class AdminSiteConfig(admin_apps.AdminConfig):
    """Django admin with the product's own site class."""

    default = False
    default_site = "smm.admin_site.PalinsestoAdminSite"
