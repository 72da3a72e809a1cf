"""Taking back what somebody said of a delivery that people publish: it was moved, or it was not published, and that was a slip.

What stood before travels signed in the address of the way back. That it is out cannot be taken back: it may have been read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions.putting_back import OFFERED_FOR
from editorial.lifecycle import DeliveryState, HandActKind
from editorial.models import Delivery, HandAct
from people import audit
from people.models import Member

S = DeliveryState
_SALT = "editorial.by_hand_back"
_MOMENTS = ("wall_at", "due_at", "next_attempt_at")
_KEPT = (*_MOMENTS, "time_zone", "fold", "zones_edition", "state", "reason", "reason_params")
_SLIPS = (HandActKind.POSTPONED, HandActKind.NOT_DONE)


class OverError(Exception):
    """It is no longer as the act left it; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody did more with it meanwhile. It stays as it is now."))


@dataclass(frozen=True, slots=True)
class Stood:
    """How a delivery stood before an act at `at`: times as ISO 8601, the rest as the fields say it."""

    at: str
    delivery: int
    fields: dict[str, Any]

    @property
    def token(self) -> str:
        """The whole, signed, for an address."""
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def before(*, delivery: Delivery, now: datetime) -> Stood:
    """How it stands; to be asked right before the act, in its transaction and with its `now`."""
    rows = Delivery.objects.select_for_update().filter(pk=delivery.pk)
    fields = rows.values(*_KEPT).get()
    return Stood(
        at=now.isoformat(),
        delivery=delivery.pk,
        fields=fields | {name: fields[name].isoformat() for name in _MOMENTS},
    )


def read(token: str, *, delivery: Delivery, now: datetime) -> Stood | None:
    """What a token of this delivery says; None without one, of another delivery, or when it is too old."""
    try:
        found = Stood(**signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None
    is_fresh = now - datetime.fromisoformat(found.at) <= OFFERED_FOR
    return found if found.delivery == delivery.pk and is_fresh else None


@transaction.atomic
def put_back(*, delivery: Delivery, was: Stood, member: Member, now: datetime) -> Delivery:
    """Let it stand as it did, as if nothing had been said of it. Raises OverError when more happened since."""
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    of_people = HandAct.objects.filter(delivery=held, member__isnull=False)
    acts = list(of_people.filter(at__gte=datetime.fromisoformat(was.at)))
    if held.state not in (S.SCHEDULED, S.MISSED) or [act.kind in _SLIPS for act in acts] != [True]:
        raise OverError
    acts[0].delete()
    if held.state == S.MISSED:
        # From there it may wait again in every way.
        Delivery.objects.filter(pk=held.pk).update(state=S.SCHEDULED, reason="", reason_params={})
    moments = {name: datetime.fromisoformat(was.fields[name]) for name in _MOMENTS}
    Delivery.objects.filter(pk=held.pk).update(**was.fields | moments)
    held.refresh_from_db()
    audit.record(
        actor=member,
        agency=member.agency,
        verb="delivery.by_hand_taken_back",
        target=held,
        data={"said": acts[0].kind, "state": held.state},
        now=now,
    )
    return held
