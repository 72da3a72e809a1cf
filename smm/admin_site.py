"""Django admin for support people: staff only, behind the same sign-in and second factor as the rest."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from people.access import has_second_factor


class PalinsestoAdminSite(admin.AdminSite):
    site_header = "Palinsesto"
    site_title = "Palinsesto"
    index_title = "Assistenza · Support"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a second factor (a loopback run asks none: settings.LOCAL_RUN)."""
        return super().has_permission(request) and has_second_factor(request.user)
