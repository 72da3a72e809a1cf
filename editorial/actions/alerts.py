"""Telling the people who can act when a delivery needs them: once per delivery and event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.models import Delivery
from people.models import Member
from people.notices import notify
from people.roles import Capability, Role, roles_with

CHECKING = _("may be out or not: we are checking")
REFUSED = _("refused by the network")
RECONNECT = _("waiting, the channel must be reconnected")
NOT_LET_IN = _("waiting, the network does not let this channel publish")
TOO_LATE = _("not sent in time")
DECIDE = _("we could not find out whether it is out: you decide")


def raise_for(delivery: Delivery, *, what: Promise, now: datetime) -> None:
    """A notice to everybody who may schedule for this client, in the language of each."""
    notify(
        members=_who_can_act(delivery.client),
        kind="delivery",
        text=format_lazy(
            "«{post}», {channel}: {what}",
            post=delivery.post.name,
            channel=delivery.channel.handle,
            what=what,
        ),
        url=reverse("editorial:post", args=[delivery.client.slug, delivery.post.public_id]),
        once_key=f"delivery:{delivery.pk}:{delivery.epoch}:{delivery.state}",
        now=now,
    )


def raise_for_many(ids: Sequence[int], *, what: Promise, now: datetime) -> None:
    """`raise_for` for each of these deliveries."""
    for delivery in Delivery.objects.filter(pk__in=ids).select_related("channel", "post", "client"):
        raise_for(delivery, what=what, now=now)


def _who_can_act(client: Client) -> list[Member]:
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
