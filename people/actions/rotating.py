"""Moving sealed values of this app under the current key."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from people.mail import MAIL_CONTEXT
from people.models import Outbox
from people.sealing import MFA_CONTEXT, reseal


def reseal_people() -> int:
    """Reseals second factors and mails that wait; returns how many values moved."""
    return _second_factors() + _mails()


def _second_factors() -> int:
    n_moved = 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=pk)
            for name in ("secret", "seed"):
                value = row.data.get(name)
                if isinstance(value, str) and value.startswith("v1."):
                    moved = reseal(value, context=MFA_CONTEXT)
                    n_moved += moved != value
                    row.data[name] = moved
            row.save(update_fields=["data"])
    return n_moved


def _mails() -> int:
    n_moved = 0
    for pk in list(Outbox.objects.filter(kind="mail", done_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            row = Outbox.objects.select_for_update().get(pk=pk)
            value = row.payload.get("sealed", "")
            if value:
                moved = reseal(value, context=MAIL_CONTEXT)
                n_moved += moved != value
                row.payload["sealed"] = moved
                row.save(update_fields=["payload"])
    return n_moved
