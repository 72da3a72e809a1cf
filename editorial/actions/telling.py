"""One alert a trouble: ten posts held back by the same ended connection are told once, with how many they are.

A trouble that goes on is not told again until it grew by more posts, an hour later at the earliest, or became urgent; its words follow
how many posts are in it. What is over is said once (actions/watching.py). An urgent one goes to whoever is on duty, and climbs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from clients.actions import connecting
from clients.models import Client
from clients.queries.team import who_may
from editorial.lifecycle import DeliveryState
from editorial.models import Alert, AlertItem, Delivery
from editorial.words.alerts import (
    AGAIN_AFTER,
    CLIMB_AFTER,
    GATHER,
    SORTS,
    AlertKind,
    is_urgent,
    of_connection,
    of_many,
    of_one,
)
from people import mail, notices
from people.models import Member
from people.notices import Mailing
from people.queries import duty
from people.roles import Capability, Role

S = DeliveryState
K = AlertKind
_OF_PARTS = (K.REST_CHECKING, K.REST_MISSING, K.REST_DECIDE)
# The steps of the ladder: nobody yet, whoever is on duty, managers, owners.
ON_DUTY, MANAGERS, OWNERS = 1, 2, 3


def tell(deliveries: Sequence[Delivery], *, kind: AlertKind, now: datetime) -> None:
    """Put these deliveries into the open alert of their trouble, or open one, and tell people what is news.

    Call it inside a transaction. Alerts are taken in one order, so that two who tell of the same do not wait for each other.
    """
    alike: dict[tuple[int, int], list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        channel_id = delivery.channel_id if SORTS[kind].is_of_channel else 0
        alike[delivery.client_id, channel_id].append(delivery)
    for (_, channel_id), group in sorted(alike.items()):
        alert, is_new = _open(group, kind=kind, channel_id=channel_id or None, now=now)
        items = [
            AlertItem(agency_id=each.agency_id, alert=alert, delivery=each)
            for each in sorted(group, key=lambda each: each.pk)
        ]
        AlertItem.objects.bulk_create(items, ignore_conflicts=True)
        say(alert, is_new=is_new, has_more=True, now=now)


def _open(
    group: Sequence[Delivery], *, kind: AlertKind, channel_id: int | None, now: datetime
) -> tuple[Alert, bool]:
    """The open alert of this trouble, locked, and whether it is a new one."""
    first = group[0]
    # The second time round, where nothing is left of what was told before: that is over, and this is another trouble.
    for _ in range(2):
        alert, is_new = Alert.objects.get_or_create(
            client_id=first.client_id,
            channel_id=channel_id,  # type: ignore[misc]  # a null is looked for as one
            kind=kind,
            over_at=None,
            defaults={"agency_id": first.agency_id, "began_at": now, "told_at": now},
        )
        alert = (
            Alert.objects.select_for_update(of=("self",))
            .select_related("client__agency", "channel__client", "agency")
            .get(pk=alert.pk)
        )
        others = AlertItem.objects.filter(alert=alert)
        # Several parts of one post come one after the other.
        if kind not in _OF_PARTS:
            others = others.exclude(delivery__in=group)
        if is_new or kind == K.RECONNECT or _in(others, kind).exists():
            break
        alert.over_at, alert.n, alert.climbs_at = now, 0, None
        alert.save(update_fields=["over_at", "n", "climbs_at"])
        told = notices.told_as(key_of(alert), agency_id=alert.agency_id)
        mail.call_off(told, now=now)
        told.filter(read_at=None).update(read_at=now)
    return alert, is_new


def going_on(kind: AlertKind) -> Q:
    """Which deliveries are still in a trouble of this kind."""
    sort = SORTS[kind]
    if not sort.shown:
        return Q()
    shows = Q(state__in=sort.shown) | Q(rest__in=sort.shown)
    return shows & Q(reason__in=sort.reasons) if sort.reasons else shows


def still_in(alert: Alert) -> list[Delivery]:
    """The deliveries that are in the trouble now, the soonest due first."""
    found = _in(AlertItem.objects.filter(alert=alert), AlertKind(alert.kind))
    return list(found.select_related("channel", "post__release", "client").order_by("due_at", "pk"))


def _in(items: QuerySet[AlertItem], kind: AlertKind) -> QuerySet[Delivery]:
    return Delivery.objects.filter(going_on(kind), pk__in=items.values("delivery_id"))


def say(alert: Alert, *, is_new: bool = False, has_more: bool = False, now: datetime) -> None:
    """Write how many posts are in the alert now, and tell people what is news. The alert is locked by the caller.

    `has_more`: some have just come in.
    """
    n_before = alert.n
    kind = AlertKind(alert.kind)
    sort = SORTS[kind]
    deliveries = still_in(alert)
    coming = _coming_on(alert) if kind == K.RECONNECT else []
    alert.n = len(deliveries) + len(coming)
    if not alert.n:
        alert.save(update_fields=["n"])
        return
    is_grown = alert.n > alert.n_told and now - alert.told_at >= AGAIN_AFTER
    offsets = [due_at - now for due_at in [each.due_at for each in deliveries] + coming]
    becomes_urgent = alert.urgent_at is None and is_urgent(kind, offsets)
    if becomes_urgent:
        alert.urgent_at = now
    # That a connection has ended was told when it ended: here only the words of that notice follow.
    is_news = is_grown or becomes_urgent or (is_new and kind != K.RECONNECT)
    if is_news or is_new:
        alert.told_at, alert.n_told = now, alert.n
    if not is_news and not has_more and alert.n == n_before:
        return
    words, url = sentence(alert, deliveries), where(alert, deliveries)
    members = who_can_act(alert.client)
    on_duty = _on_duty(alert, members, now) if becomes_urgent else []
    # Who is on duty hears of it by e-mail at once, the others when it climbs to them.
    others = [member for member in members if member not in on_duty]
    is_news_to_others = is_news and not (kind == K.RECONNECT and not is_grown)
    notify(alert, others, words, url, is_news=is_news_to_others,
            mailing=Mailing(GATHER, notes_opening=True) if sort.is_mailed and not on_duty else None,
            now=now)  # fmt: skip
    notify(alert, on_duty, words, url, is_news=is_news, mailing=URGENTLY, now=now)
    alert.save(update_fields=["n", "n_told", "told_at", "urgent_at", "rung", "climbs_at"])


URGENTLY = Mailing(passes_quiet_hours=True, notes_opening=True)


def _coming_on(alert: Alert) -> list[datetime]:
    """When posts are due that the ended connection will stop."""
    waiting = Delivery.objects.filter(channel=alert.channel_id, state=S.SCHEDULED)
    return list(waiting.order_by("due_at").values_list("due_at", flat=True))


def _on_duty(alert: Alert, members: Iterable[Member], now: datetime) -> list[Member]:
    """Those on duty now who can act for the client; the alert climbs to the next if none of them opens it.

    Where the rota names somebody who cannot act there, it goes to the managers at once; without anybody on duty it is told
    as any other.
    """
    named = {member.pk for member in duty.on_duty(agency=alert.agency, now=now)}
    if not named:
        return []
    alert.rung, alert.climbs_at = ON_DUTY, now + CLIMB_AFTER
    able = [member for member in members if member.pk in named]
    if able:
        return able
    alert.rung, able = next_rung(members, after=ON_DUTY)
    return able


def next_rung(members: Iterable[Member], *, after: int) -> tuple[int, list[Member]]:
    """The next step of the ladder on which somebody stands, and who; the last one and nobody when there is none."""
    for rung, roles in ((MANAGERS, [Role.MANAGER]), (OWNERS, [Role.OWNER])):
        able = [member for member in members if member.role in roles]
        if rung > after and able:
            return rung, able
    return OWNERS, []


def sentence(alert: Alert, deliveries: Sequence[Delivery]) -> Promise:
    """What people are told of it now."""
    kind = AlertKind(alert.kind)
    client = alert.client.name
    if kind == K.RECONNECT and alert.channel is not None:
        return of_connection(
            network=connecting.connector_label(alert.channel.network),
            client=client,
            channel=alert.channel.handle,
            n=alert.n or alert.n_told,
        )
    if len(deliveries) == 1:
        one = deliveries[0]
        return of_one(
            post=one.post.name_aloud(alert.told_at), channel=one.channel.handle, what=kind.label
        )
    handle = alert.channel.handle if alert.channel else ""
    return of_many(kind=kind, n=len(deliveries) or alert.n_told, client=client, channel=handle)


def where(alert: Alert, deliveries: Sequence[Delivery]) -> str:
    """The page where to act."""
    slug = alert.client.slug
    if alert.kind == K.RECONNECT and alert.channel is not None:
        return reverse("clients:channel", args=[slug, alert.channel.public_id])
    if len(deliveries) == 1:
        post = reverse("editorial:post", args=[slug, deliveries[0].post.public_id])
        return f"{post}#delivery-{deliveries[0].public_id}"
    return reverse("editorial:posts", args=[slug]) + "?group=fix"


def key_of(alert: Alert) -> str:
    """Of an ended connection the notice is the one that its end was told with: one trouble, one notice."""
    if alert.kind == K.RECONNECT and alert.channel is not None:
        return connecting.told_as(alert.channel)
    return f"alert:{alert.pk}"


def notify(
    alert: Alert,
    members: Sequence[Member],
    words: Promise,
    url: str,
    *,
    is_news: bool,
    mailing: Mailing | None,
    now: datetime,
) -> None:
    """Tell these members: those who were told get the new words, unread again where they are news."""
    if not members:
        return
    shared: dict[str, Any] = {
        "text": words,
        "url": url,
        "once_key": key_of(alert),
        "is_mailed": mailing is not None,
        "mailing": mailing or Mailing(),
        "now": now,
    }
    told = {
        notice.member_id for notice in notices.told_as(key_of(alert), agency_id=alert.agency_id)
    }
    old = [member for member in members if member.pk in told]
    notices.renew(members=old, is_news=is_news, **shared)
    new = [member for member in members if member.pk not in told]
    notices.notify(members=new, kind="delivery", **shared)


@transaction.atomic
def end_unsaid(alert: Alert, *, now: datetime) -> None:
    """It is over, and nobody need hear that: its notice goes from the unread ones."""
    alert.over_at, alert.n = now, 0
    alert.save(update_fields=["over_at", "n"])
    told = notices.told_as(key_of(alert), agency_id=alert.agency_id)
    told.filter(read_at=None).update(read_at=now)


def who_can_act(client: Client) -> list[Member]:
    """The members who may schedule for the client."""
    return list(who_may(Capability.SCHEDULE_POSTS, client=client))
