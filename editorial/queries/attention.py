"""What waits for a person: deliveries in trouble, channels to reconnect, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from clients.models import ENDS_SOON, Assignment, Channel, Client, Contact
from clients.models.channels import ChannelQuerySet
from clients.wording import ENDS_SOON_LOOK, HEALTH_LOOKS
from clients.wording import Look as HealthLook
from editorial import wording
from editorial.lifecycle import (
    AWAITS_A_PERSON,
    CLIENT_PAUSED,
    DeliveryState,
    Gone,
    Look,
    Rest,
)
from editorial.models import Delivery, Remedy
from editorial.models.deliveries import STANDING
from editorial.models.posts import open_to
from editorial.remedies import REMEDY_LOOKS
from editorial.remedies import STANDING as REMEDIES_STANDING
from editorial.words.parts import explain_rest
from editorial.words.remedies import explain_remedy
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, Role, may
from people.templatetags.ui import network_name

S = DeliveryState
# A screen of trouble; beyond it the list says how many more there are.
MOST = 40
_STILL = AWAITS_A_PERSON | {S.UNKNOWN}
_RECONNECT = HEALTH_LOOKS["reconnect"]
_NOW = Func(function="smm_now", output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to settle: deliveries of a post that stand still alike, or a channel that must be reconnected, now or soon.

    `delivery` and `channel` are the first of them; `networks` are those of all. `harm_at` is the moment from which it hurts: the time of the delivery, of the first one at risk, or
    of the end of a connection. `is_after`: it went out, and now it is gone from there, or what was asked for since stands still; then
    `harm_at` is since when.
    """

    client: Client
    channel: Channel
    harm_at: datetime | None
    look: Look | HealthLook
    happened: str
    todo: str
    networks: list[str]
    delivery: Delivery | None = None
    n_at_risk: int = 0
    role: str = ""
    is_after: bool = False
    # Of a channel: somebody of the client has an address to which its link can be sent.
    has_contact: bool = False

    @property
    def may_act(self) -> bool:
        """Whether the reader's role on the client settles it; whoever may not is shown it all the same."""
        if self.delivery is None:
            return may(self.role, Capability.CONNECT_CHANNELS)
        is_errand = self.is_by_hand and may(self.role, Capability.PUBLISH_BY_HAND)
        return is_errand or may(self.role, Capability.SCHEDULE_POSTS)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person is asked to publish it."""
        return (
            self.delivery is not None
            and self.channel.is_by_hand
            and self.delivery.state in (S.BY_HAND, S.MISSED)
        )

    @property
    def is_uncertain(self) -> bool:
        """Whether it is not known yet if the post is out."""
        if self.is_after:
            return not getattr(self.look, "is_certain", True)
        return self.delivery is not None and self.delivery.shown in (S.UNKNOWN, Rest.CHECKING)

    @property
    def wants_a_look(self) -> bool:
        """Whether there is nothing to decide, only to look at."""
        is_unknown = self.delivery is not None and self.delivery.state == S.UNKNOWN
        return not self.may_act or is_unknown or (self.is_after and self.is_uncertain)


def troubles(
    *,
    member: Member,
    client: Client | None = None,
    reconnects: Iterable[Channel] | None = None,
    out_of_order: Iterable[Channel] | None = None,
) -> list[Trouble]:
    """Everything that needs a person, the least time before harm first, in two queries.

    What waits only because its channel must be reconnected is counted under the channel. A page that
    has the client's channels at hand (`with_end`) passes them as `reconnects`: the second query is then asked only
    when one of them is out of order. Whoever has picked those already, each `with_risk`, passes them as
    `out_of_order`.
    """
    alike: dict[tuple[object, ...], Trouble] = {}
    for delivery in _standing(member=member, client=client):
        for key, trouble in _of(delivery):
            if key in alike:
                alike[key].networks.append(delivery.channel.network)
            else:
                alike[key] = trouble
    found = list(alike.values())
    if out_of_order is not None:
        found += [_of_channel(each) for each in out_of_order]
    elif reconnects is None or any(_is_out_of_order(channel) for channel in reconnects):
        found += [_of_channel(each) for each in _to_reconnect(member=member, client=client)]
    return sorted(found, key=lambda t: (t.harm_at is None, t.harm_at, t.client.pk))


@prepared()
def _standing(*, member: Member, client: Client | None) -> QuerySet[Delivery]:
    """The deliveries that stand still, the soonest due first; not those of a channel to reconnect. And those that went
    out, and are gone from there, or of which a correction or removal stands still (`remedies_standing`).
    """
    mine = _scoped(Delivery.objects.visible_to(member), client)
    still = mine.filter(STANDING).exclude(
        state=S.BLOCKED, reason="reconnect", channel__health="reconnect"
    )
    # Everybody knows that a paused client stands still; once it goes on, each post is somebody's.
    still = still.exclude(reason=CLIENT_PAUSED, client__status="paused")
    gone = mine.filter(gone=Gone.MISSING)
    standing = Remedy.objects.filter(state__in=sorted(REMEDIES_STANDING))
    remedies = standing.filter(
        agency_id=member.agency_id, delivery__client__in=Client.objects.visible_to(member)
    )
    if client is not None:
        remedies = remedies.filter(delivery__client=client)
    # Three small indexes, each asked for as much as a page shows.
    wanted = (
        still.order_by("due_at", "id").values_list("pk")[: MOST + 1],
        gone.order_by("gone_at", "id").values_list("pk")[: MOST + 1],
        remedies.order_by("id").values_list("delivery_id")[: MOST + 1],
    )
    theirs = standing.filter(delivery=OuterRef("pk")).order_by("amendment_id", "position")
    return (
        Delivery.objects.filter(pk__in=wanted[0].union(*wanted[1:], all=True))
        .annotate(
            role_of_member=role_of(member, "client_id"),
            remedies_standing=ArraySubquery(
                theirs.values(
                    row=JSONObject(
                        kind="amendment__kind",
                        number="amendment_id",
                        state="state",
                        reason="reason",
                        asked_at="amendment__asked_at",
                    )
                )
            ),
        )
        .select_related("client", "channel", "post")
        .order_by("due_at", "id")
    )


def role_of(member: Member, client: str) -> Value | Subquery:
    """The member's role on the client that a column names, for a query to bring along."""
    if member.role == Role.OWNER:
        return Value(Role.OWNER.value)
    mine = Assignment.objects.filter(client_id=OuterRef(client), member_id=member.pk)
    return Subquery(mine.values("role")[:1])


def _scoped(deliveries: QuerySet[Delivery], client: Client | None) -> QuerySet[Delivery]:
    return deliveries if client is None else deliveries.filter(client=client)


def _of(delivery: Any) -> Iterator[tuple[tuple[object, ...], Trouble]]:
    """What a delivery of `_standing` has to settle, each with what it has in common with those of other channels."""
    post = delivery.post_id
    if delivery.state in _STILL or delivery.rest in (Rest.CHECKING, Rest.NEEDS_YOU):
        trouble = _of_delivery(delivery)
        # By hand each channel is a piece of work of its own, once its time has come.
        own = delivery.channel_id if trouble.is_by_hand else 0
        yield (
            (post, delivery.due_at, delivery.rest or delivery.state, delivery.reason, own),
            trouble,
        )
    if delivery.gone == Gone.MISSING:
        words = wording.explain_gone(
            gone=delivery.gone, network=network_name(delivery.channel.network)
        )
        yield (post, "gone"), _after(delivery, words, delivery.gone_at, delivery.look)
    # Of several parts of one post the first one speaks.
    for each in {each["number"]: each for each in reversed(delivery.remedies_standing)}.values():
        words = explain_remedy(
            kind=each["kind"],
            state=each["state"],
            reason=each["reason"],
            network=network_name(delivery.channel.network),
            is_by_hand_channel=delivery.channel.is_by_hand,
        )
        at = datetime.fromisoformat(each["asked_at"])
        alike = (post, each["number"], each["state"], each["reason"])
        yield alike, _after(delivery, words, at, REMEDY_LOOKS[each["state"]])


def _after(
    delivery: Any, words: wording.Explanation, at: datetime, look: Look | HealthLook
) -> Trouble:
    return Trouble(
        client=delivery.client,
        channel=delivery.channel,
        harm_at=at,
        look=look,
        happened=words.happened,
        todo=words.todo,
        networks=[delivery.channel.network],
        delivery=delivery,
        role=delivery.role_of_member,
        is_after=True,
    )


def _of_delivery(delivery: Delivery) -> Trouble:
    network = network_name(delivery.channel.network)
    words = (
        explain_rest(rest=delivery.rest, network=network)
        if delivery.rest
        else wording.explain(
            state=delivery.state,
            reason=delivery.reason,
            network=network,
            is_by_hand=delivery.channel.is_by_hand,
            code=str(delivery.reason_params.get("code", "")),
        )
    )
    return Trouble(
        client=delivery.client,
        channel=delivery.channel,
        harm_at=delivery.due_at,
        look=delivery.look,
        happened=words.happened,
        todo=words.todo,
        networks=[delivery.channel.network],
        delivery=delivery,
        role=delivery.role_of_member,  # type: ignore[attr-defined]
    )


def _is_out_of_order(channel: Channel) -> bool:
    return channel.health == "reconnect" or getattr(channel, "ends_at", None) is not None


@prepared()
def _to_reconnect(*, member: Member, client: Client | None) -> QuerySet[Channel]:
    """Channels that are shut out, and those whose connection ends within `ENDS_SOON`."""
    channels = (
        Channel.objects.visible_to(member)
        .with_end()
        .filter(Q(health="reconnect") | Q(ends_at__lte=_NOW + ENDS_SOON))
        .exclude(client__status="archived")
    )
    if client is not None:
        channels = channels.filter(client=client)
    writable = Contact.objects.filter(client=OuterRef("client")).exclude(email="")
    found = with_risk(channels.select_related("client"), member=member)
    found = found.annotate(has_contact=Exists(writable))
    return found.order_by(F("first_at_risk").asc(nulls_last=True), "id")[:MOST]


def with_risk(channels: ChannelQuerySet, *, member: Member) -> ChannelQuerySet:
    """Channels that came `with_end`, each with what cannot go out once it is shut out, and with the member's role."""
    waiting = Q(deliveries__state=S.SCHEDULED) & (
        Q(ends_at=None) | Q(deliveries__due_at__gte=F("ends_at"))
    ) | Q(deliveries__state=S.BLOCKED, deliveries__reason="reconnect")
    waiting &= open_to(member, "deliveries__post")
    return channels.annotate(
        role_of_member=role_of(member, "client_id"),
        n_at_risk=Count("deliveries", filter=waiting),
        first_at_risk=Min("deliveries__due_at", filter=waiting),
    )


def _of_channel(channel: Channel) -> Trouble:
    if channel.health != "reconnect":
        return _of_end(channel)
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
        networks=[channel.network],
        n_at_risk=channel.n_at_risk,  # type: ignore[attr-defined]
        role=channel.role_of_member,  # type: ignore[attr-defined]
        has_contact=getattr(channel, "has_contact", False),
    )


def _of_end(channel: Channel) -> Trouble:
    """A connection that still works and ends at `harm_at`, with what is planned after that."""
    network = network_name(channel.network)
    return Trouble(
        client=channel.client,
        channel=channel,
        harm_at=channel.ends_at,  # type: ignore[attr-defined]
        look=ENDS_SOON_LOOK,
        happened=_("%(network)s lets this channel in until then and no longer.")
        % {"network": network},
        todo=_("Reconnect the channel before then."),
        networks=[channel.network],
        n_at_risk=channel.n_at_risk,  # type: ignore[attr-defined]
        role=channel.role_of_member,  # type: ignore[attr-defined]
        has_contact=getattr(channel, "has_contact", False),
    )
