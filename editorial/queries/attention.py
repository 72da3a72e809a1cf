"""What waits for a person, and what goes out next: the two lists that open the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet

from clients.models import Channel, Client
from clients.wording import HEALTH_LOOKS
from clients.wording import Look as HealthLook
from editorial import wording
from editorial.lifecycle import AWAITS_A_PERSON, DeliveryState, Look
from editorial.models import Delivery
from people.models import Member
from people.templatetags.ui import network_name

S = DeliveryState
# A screen of trouble; beyond it the list says how many more there are.
MOST = 40
_RECONNECT = HEALTH_LOOKS["reconnect"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to settle: a delivery that stands still, or a channel that must be reconnected.

    `harm_at` is the moment from which it hurts: the time of the delivery, or of the first one at risk.
    """

    client: Client
    channel: Channel
    harm_at: datetime | None
    look: Look | HealthLook
    happened: str
    todo: str
    delivery: Delivery | None = None
    n_at_risk: int = 0

    @property
    def is_uncertain(self) -> bool:
        """Whether it is not known yet if the post is out."""
        return self.delivery is not None and self.delivery.state == S.UNKNOWN


def troubles(
    *, member: Member, client: Client | None = None, reconnects: Iterable[Channel] | None = None
) -> list[Trouble]:
    """Everything that needs a person, the least time before harm first, in two queries.

    What waits only because its channel must be reconnected is counted under the channel. A page that
    has the client's channels at hand passes them as `reconnects`: the second query is then asked only
    when one of them is out of order.
    """
    deliveries = _scoped(Delivery.objects.visible_to(member), client).filter(
        state__in=[*AWAITS_A_PERSON, S.UNKNOWN]
    )
    standing = (
        deliveries.exclude(state=S.BLOCKED, reason="reconnect", channel__health="reconnect")
        .select_related("client", "channel", "post")
        .order_by("due_at", "id")[: MOST + 1]
    )
    found = [_of_delivery(delivery) for delivery in standing]
    if reconnects is None or any(channel.health == "reconnect" for channel in reconnects):
        found += [_of_channel(channel) for channel in _to_reconnect(member, client)]
    return sorted(found, key=lambda t: (t.harm_at is None, t.harm_at, t.client.pk))


def _scoped(deliveries: QuerySet[Delivery], client: Client | None) -> QuerySet[Delivery]:
    return deliveries if client is None else deliveries.filter(client=client)


def _of_delivery(delivery: Delivery) -> Trouble:
    words = wording.explain(
        state=delivery.state, reason=delivery.reason, network=network_name(delivery.channel.network)
    )
    return Trouble(
        client=delivery.client,
        channel=delivery.channel,
        harm_at=delivery.due_at,
        look=delivery.look,
        happened=words.happened,
        todo=words.todo,
        delivery=delivery,
    )


def _to_reconnect(member: Member, client: Client | None) -> QuerySet[Channel]:
    waiting = Q(deliveries__state=S.SCHEDULED) | Q(
        deliveries__state=S.BLOCKED, deliveries__reason="reconnect"
    )
    channels = (
        Channel.objects.visible_to(member)
        .filter(health="reconnect")
        .exclude(client__status="archived")
    )
    if client is not None:
        channels = channels.filter(client=client)
    return (
        channels.select_related("client")
        .annotate(
            n_at_risk=Count("deliveries", filter=waiting),
            first_at_risk=Min("deliveries__due_at", filter=waiting),
        )
        .order_by(F("first_at_risk").asc(nulls_last=True), "id")[:MOST]
    )


def _of_channel(channel: Channel) -> Trouble:
    words = wording.explain(
        state=S.BLOCKED, reason="reconnect", network=network_name(channel.network)
    )
    return Trouble(
        client=channel.client,
        channel=channel,
        harm_at=channel.first_at_risk,  # type: ignore[attr-defined]
        look=_RECONNECT,
        happened=words.happened,
        todo="",
        n_at_risk=channel.n_at_risk,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class Exit:
    """A post that goes out at one moment, on one channel or several."""

    delivery: Delivery
    networks: list[str]

    @property
    def client(self) -> Client:
        return self.delivery.client

    @property
    def at(self) -> datetime:
        return self.delivery.due_at


def next_exits(
    *, member: Member, now: datetime, client: Client | None = None, most: int = 8
) -> list[Exit]:
    """The next posts to go out, soonest first; channels of one post at one moment are one exit."""
    coming = (
        _scoped(Delivery.objects.visible_to(member), client)
        .filter(state=S.SCHEDULED, due_at__gte=now)
        .select_related("post", "client", "channel")
        .order_by("due_at", "id")[: most * 6]
    )
    exits: dict[tuple[int, datetime], Exit] = {}
    for delivery in coming:
        key = (delivery.post_id, delivery.due_at)
        exits.setdefault(key, Exit(delivery, [])).networks.append(delivery.channel.network)
    return list(exits.values())[:most]


def n_out_between(*, member: Member, start: datetime, end: datetime) -> int:
    """How many deliveries were published from `start` to before `end`."""
    return (
        Delivery.objects.visible_to(member)
        .filter(
            state=S.PUBLISHED,
            ended_at__gte=start,
            ended_at__lt=end,
            due_at__gte=start - timedelta(days=30),
        )
        .count()
    )
