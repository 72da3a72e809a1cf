"""What becomes of alerts after they were told: counted again, said to be over, and climbing to the next person.

Every few seconds, for all agencies; running it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from clients.models import Channel, Health
from editorial.actions import alerts, telling
from editorial.lifecycle import DeliveryState
from editorial.models import Alert, AlertItem, Delivery
from editorial.words.alerts import (
    CLIMB_AFTER,
    EVENT_LASTS,
    GATHER,
    NEAR,
    OF_NO_DELIVERY,
    SORTS,
    AlertKind,
    nobody_looked,
    settled,
)
from people import mail, notices
from people.models import AuditEntry, Notice
from people.notices import Mailing

S = DeliveryState
K = AlertKind
AT_A_TIME = 200
_EVENTS = sorted(kind for kind, sort in SORTS.items() if not sort.shown)


def watch(*, now: datetime) -> None:
    """One round: each alert is a transaction of its own, so that one that fails does not keep the others from theirs."""
    _tell_of_connections(now=now)
    for alert_id, n_now in _open_alerts(now=now):
        with alerts.aside(f"watching alert {alert_id}"), _held(alert_id) as alert:
            if alert is None:
                continue
            if _is_over(alert, n_now, now=now):
                _end(alert, now=now)
                continue
            if n_now != alert.n or alert.kind == K.RECONNECT:
                telling.say(alert, now=now)
            if alert.climbs_at is not None and alert.climbs_at <= now:
                _climb(alert, now=now)


@contextmanager
def _held(alert_id: int) -> Iterator[Alert | None]:
    yield (
        Alert.objects.open()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("client__agency", "channel__client", "agency")
        .filter(pk=alert_id)
        .first()
    )


def _open_alerts(*, now: datetime) -> list[tuple[int, int]]:
    """Those with something to do, and how many deliveries each holds now, in one query."""
    goes_on = Q(pk__lt=0)
    for kind in AlertKind:
        goes_on |= Q(kind=kind) & _prefixed(kind)
    found = (
        Alert.objects.open()
        .exclude(kind__in=OF_NO_DELIVERY)
        .annotate(n_now=Count("items", filter=goes_on))
        .order_by("pk")
        .values_list("pk", "n_now", "n", "kind", "climbs_at", "told_at")
    )
    return [
        (pk, n_now)
        for pk, n_now, n, kind, climbs_at, told_at in found
        if n_now != n
        or kind == K.RECONNECT
        or (climbs_at is not None and climbs_at <= now)
        or (kind in _EVENTS and told_at <= now - EVENT_LASTS)
    ][:AT_A_TIME]


def _prefixed(kind: AlertKind) -> Q:
    sort = SORTS[kind]
    if not sort.shown:
        return Q(items__isnull=False)
    shows = Q(items__delivery__state__in=sort.shown) | Q(items__delivery__rest__in=sort.shown)
    return shows & Q(items__delivery__reason__in=sort.reasons) if sort.reasons else shows


def _is_over(alert: Alert, n_now: int, *, now: datetime) -> bool:
    if alert.kind in _EVENTS:
        return alert.told_at <= now - EVENT_LASTS
    if alert.kind == K.RECONNECT and alert.channel is not None:
        return alert.channel.health != Health.RECONNECT
    return n_now == 0


def _tell_of_connections(*, now: datetime) -> None:
    """Of connections that have ended while posts of the next day wait for them: nothing need have been held back yet."""
    told = Alert.objects.open().filter(kind=K.RECONNECT, channel=OuterRef("pk"))
    near = Delivery.objects.filter(
        channel=OuterRef("pk"), state=S.SCHEDULED, due_at__lte=now + NEAR, due_at__gte=now - NEAR
    )
    dead = Channel.objects.filter(Exists(near), ~Exists(told), health=Health.RECONNECT)
    for channel in dead.select_related("client")[:AT_A_TIME]:
        with alerts.aside(f"telling that channel {channel.pk} has ended"):
            waiting = Delivery.objects.filter(channel=channel, state=S.SCHEDULED)
            first = waiting.select_related("channel", "post", "client").order_by("due_at")[:1]
            telling.tell(list(first), kind=K.RECONNECT, now=now)


def _end(alert: Alert, *, now: datetime) -> None:
    """It is over: that is said once, to whoever heard of it. Not to whoever settled it, and not when it became another trouble."""
    alert.over_at, alert.n, alert.climbs_at = now, 0, None
    alert.save(update_fields=["over_at", "n", "climbs_at"])
    told = notices.told_as(telling.key_of(alert), agency_id=alert.agency_id)
    heard = list(told.select_related("member__user", "member__agency"))
    mail.call_off(heard, now=now)
    ids = list(AlertItem.objects.filter(alert=alert).values_list("delivery_id", flat=True))
    if alert.kind in _EVENTS:
        return
    if _goes_on_otherwise(alert, ids):
        told.filter(read_at=None).update(read_at=now)
        return
    deliveries = list(
        Delivery.objects.filter(pk__in=ids).select_related("channel", "post", "client")
    )
    words = telling.sentence(alert, deliveries)
    shown = deliveries[0].look.word if len(deliveries) == 1 and alert.kind != K.RECONNECT else ""
    who_acted = _who_acted(alert, ids)
    for notice in heard:
        by_mail = notice.mailed_at is not None
        is_news = notice.member_id not in who_acted
        notices.renew(
            members=[notice.member],
            text=settled(words, now_shown=shown),
            url=telling.where(alert, deliveries),
            once_key=notice.once_key,
            is_news=is_news,
            is_mailed=by_mail,
            mailing=Mailing(GATHER),
            now=now,
        )
        if not is_news:
            Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def _goes_on_otherwise(alert: Alert, ids: Sequence[int]) -> bool:
    """Whether a later alert tells of one of these deliveries."""
    others = AlertItem.objects.filter(delivery__in=ids, alert__over_at=None)
    return others.exclude(alert=alert).exists()


def _who_acted(alert: Alert, ids: Sequence[int]) -> set[int]:
    acts = AuditEntry.objects.filter(
        Q(target_type="editorial.delivery", target_id__in=ids)
        | Q(target_type="clients.channel", target_id=alert.channel_id or 0),
        agency_id=alert.agency_id,
        at__gte=alert.began_at,
        actor__isnull=False,
    )
    return {actor for actor in acts.values_list("actor_id", flat=True) if actor is not None}


def _climb(alert: Alert, *, now: datetime) -> None:
    """Ask the next step of the ladder, unless somebody opened it since it became urgent."""
    told = notices.told_as(telling.key_of(alert), agency_id=alert.agency_id)
    if told.filter(read_at__gte=alert.urgent_at).exists():
        alert.climbs_at = None
        alert.save(update_fields=["climbs_at"])
        return
    # Whoever has it in their e-mail since then is not written to again as a manager or owner.
    asked = set(told.filter(mailed_at__gte=alert.urgent_at).values_list("member_id", flat=True))
    able = [each for each in telling.who_can_act(alert.client) if each.pk not in asked]
    alert.rung, next_ones = telling.next_rung(able, after=alert.rung)
    is_last = alert.rung >= telling.OWNERS
    alert.climbs_at = None if is_last else now + CLIMB_AFTER
    alert.save(update_fields=["rung", "climbs_at"])
    deliveries = telling.still_in(alert)
    telling.notify(
        alert,
        next_ones,
        nobody_looked(telling.sentence(alert, deliveries)),
        telling.where(alert, deliveries),
        is_news=True,
        mailing=telling.URGENTLY,
        now=now,
    )
