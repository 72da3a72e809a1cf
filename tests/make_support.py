"""What support sends: acts on rows of a list, and the parts every form of support has."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client as Browser

REASON = {"support_reason": "They asked."}
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


def act(
    support: Browser, model: str, action: str, *rows: Model, reason: str = "", app: str = "people"
) -> HttpResponse:
    """Chooses an act on rows of a list and, with a reason, confirms it."""
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    if reason:
        data |= {"confirm": "yes", "reason": reason}
    return support.post(f"/admin/{app}/{model}/", data, follow=True)
