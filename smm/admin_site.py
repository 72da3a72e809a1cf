"""Django admin for support people: staff only, behind the same sign-in and second factor as the rest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import pgettext_lazy

from people import clock_watch
from people.access import has_second_factor
from people.clock import database_now
from smm.operations import operations

# Packages whose own pages would show sealed secrets and change addresses without a trace; people/admin.py has what
# support needs of them.
SHUT_OUT = frozenset({"account", "mfa"})


class PalinsestoAdminSite(admin.AdminSite):
    site_header = "Palinsesto"
    site_title = "Palinsesto"
    index_title = pgettext_lazy("people", "Support")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a second factor (a loopback run asks none: settings.LOCAL_RUN)."""
        return super().has_permission(request) and has_second_factor(request.user)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page also says which machines' clocks are off."""
        for machine, ahead_s in clock_watch.skewed(now=database_now()).items():
            level = messages.ERROR if clock_watch.stops(ahead_s) else messages.WARNING
            messages.add_message(request, level, clock_watch.words(machine, ahead_s))
        return super().index(request, extra_context)

    def get_urls(self) -> list[Any]:
        """Those of the rows, and the live figures of the whole installation."""
        page = self.admin_view(operations)
        return [
            path("operations/", page, {"site": self}, name="operations"),
            *super().get_urls(),
        ]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Takes everything but the pages that packages bring for what is ours to guard."""
        given: Any = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        wanted = [model for model in given if model._meta.app_label not in SHUT_OUT]
        super().register(wanted, admin_class, **options)
