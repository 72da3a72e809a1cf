"""Telling the people who can act when a delivery needs them: once per delivery and event.

What happened is true whether or not it can be told: an alert that fails is logged and undoes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.models import Delivery, Step
from people.models import Member
from people.notices import notify
from people.roles import Capability, Role, roles_with

log = logging.getLogger(__name__)

CHECKING = _("may be out or not: we are checking")
REFUSED = _("refused by the network")
RECONNECT = _("waiting, the channel must be reconnected")
NOT_LET_IN = _("waiting, the network does not let this channel publish")
TOO_LATE = _("not sent in time")
DECIDE = _("we could not find out whether it is out: you decide")
NOT_APPROVED = _("held back, nobody has approved these words")
CLIENT_PAUSED = _("held back, the client is paused")
CLIENT_LEFT = _("held back, the client has left")
NO_SUCH_HOUR = _(
    "waiting: by new rules of summer time its hour does not exist on that day, choose another"
)
ON_HOLD = _("held back, everything is on hold")
REST_CHECKING = _("is out; a later part may be out or not: we are checking")
REST_MISSING = _("is out, but not whole: a later part is missing")
REST_DECIDE = _("is out; we could not find out whether a later part is: you decide")
OUT_ALL_THE_SAME = _(
    "is on the channel although it had been settled otherwise: look at the channel"
)


@contextmanager
def aside(doing: str) -> Iterator[None]:
    """Does what hangs on an outcome in a savepoint: when it fails it is logged, and undoes only itself.

    Raises only when the database is gone, which undoes the outcome too.
    """
    try:
        with transaction.atomic():
            yield
    except OperationalError:
        raise
    except Exception:
        log.exception("Failed: %s", doing)


def raise_for(delivery: Delivery, *, what: Promise, now: datetime) -> None:
    """A notice to everybody who may schedule for this client, in the language of each.

    Call it inside the transaction that changes the delivery: that stands even if nobody can be told.
    """
    with aside(f"telling people of delivery {delivery.pk}"):
        _tell(delivery, what=what, now=now)


def raise_for_part(delivery: Delivery, step: Step, *, what: Promise, now: datetime) -> None:
    """`raise_for`, of a later part of the delivery."""
    with aside(f"telling people of step {step.pk}"):
        _tell(delivery, what=what, moment=f"{step.position}:{step.epoch}:{step.state}", now=now)


def raise_for_many(ids: Sequence[int], *, what: Promise, now: datetime) -> None:
    """`raise_for` for each of these deliveries."""
    if not ids:
        return
    for delivery in Delivery.objects.filter(pk__in=ids).select_related("channel", "post", "client"):
        raise_for(delivery, what=what, now=now)


def _tell(delivery: Delivery, *, what: Promise, now: datetime, moment: str = "") -> None:
    moment = moment or f"{delivery.epoch}:{delivery.due_at.timestamp():.0f}:{delivery.state}"
    notify(
        members=who_can_act(delivery.client),
        kind="delivery",
        text=format_lazy(
            "«{post}», {channel}: {what}",
            post=delivery.post.name,
            channel=delivery.channel.handle,
            what=what,
        ),
        url=reverse("editorial:post", args=[delivery.client.slug, delivery.post.public_id]),
        once_key=f"delivery:{delivery.pk}:{moment}",
        now=now,
    )


def who_can_act(client: Client) -> list[Member]:
    """The members who may schedule for the client."""
    may = roles_with(Capability.SCHEDULE_POSTS)
    return list(
        Member.objects.active()
        .filter(
            Q(role=Role.OWNER) | Q(assignments__client=client, assignments__role__in=may),
            agency_id=client.agency_id,
        )
        .select_related("user", "agency")
        .distinct()
    )
