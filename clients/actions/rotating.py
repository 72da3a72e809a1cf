"""Moving every sealed value under the current key, and the canary that proves the keys.

To change a key: put the new one first in SEALING_KEYS and keep the old one behind it, restart,
run ``manage.py rotate_keys``, then take the old one out. Everything stays readable meanwhile.
"""

from __future__ import annotations

from django.db import transaction

from clients import secrets
from clients.models import AppRegistration, Canary, ConnectAttempt, Credential
from people import sealing
from people.actions.rotating import reseal_people
from people.models import Outbox


def rotate_all() -> int:
    """Reseals everything that is under an older key; returns how many values moved.

    Each row in its own transaction, so it can run beside the product and be run again.
    """
    n_moved = _credentials() + _apps() + _revocations() + reseal_people()
    # Walks under way are ten minutes long: they are ended rather than moved.
    current = f"v1.{sealing.current_key_id()}."
    ConnectAttempt.objects.exclude(verifier="").exclude(verifier__startswith=current).delete()
    ConnectAttempt.objects.exclude(result="").exclude(result__startswith=current).delete()
    plant_canary()
    Canary.objects.exclude(key_id=sealing.current_key_id()).delete()
    return n_moved


def _credentials() -> int:
    n_moved = 0
    old = Credential.objects.exclude(key_id=sealing.current_key_id())
    for pk in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Credential.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            for field in ("access", "refresh"):
                value = getattr(row, field)
                if value:
                    place = secrets.token_context(
                        agency_id=row.agency_id, channel_id=row.channel_id, field=field
                    )
                    setattr(row, field, sealing.reseal(value, context=place))
                    n_moved += 1
            row.key_id = sealing.current_key_id()
            row.save(update_fields=["access", "refresh", "key_id"])
    return n_moved


def _apps() -> int:
    n_moved = 0
    for row in AppRegistration.objects.exclude(secret=""):
        place = secrets.app_context(
            network=row.network, host=row.host, redirect_uri=row.redirect_uri
        )
        moved = sealing.reseal(row.secret, context=place)
        if moved != row.secret:
            AppRegistration.objects.filter(pk=row.pk).update(secret=moved)
            n_moved += 1
    return n_moved


def _revocations() -> int:
    n_moved = 0
    waiting = Outbox.objects.filter(kind="revoke_access", done_at=None)
    for pk in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Outbox.objects.select_for_update().get(pk=pk)
            value = row.payload.get("sealed", "")
            if value:
                place = secrets.revocation_context(agency_id=row.agency_id)
                row.payload["sealed"] = sealing.reseal(value, context=place)
                n_moved += row.payload["sealed"] != value
                row.save(update_fields=["payload"])
    return n_moved


def plant_canary() -> None:
    """Seals a known text with the current key, once per key."""
    key_id = sealing.current_key_id()
    if not Canary.objects.filter(key_id=key_id).exists():
        sealed = sealing.seal(secrets.CANARY_TEXT, context=secrets.CANARY_CONTEXT)
        Canary.objects.get_or_create(key_id=key_id, defaults={"sealed": sealed})


def canaries_that_do_not_open() -> list[str]:
    """The ids of keys under which something is sealed here and which are missing or wrong."""
    silent = []
    for canary in Canary.objects.all():
        try:
            sealing.unseal(canary.sealed, context=secrets.CANARY_CONTEXT)
        except sealing.SealError:
            silent.append(canary.key_id)
    return silent
