"""Telling people that links of a client do not open any more: one alert a client, told again when there are more, over without a word.

Clients that are archived are not spoken of.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clients.models import Client, LinkCheck
from clients.models.clients import Status
from editorial.actions import alerts, telling
from editorial.models import Alert
from editorial.words.alerts import AGAIN_AFTER, AlertKind

_MOST_SHOWN = 80


def watch_dead_links(*, now: datetime) -> int:
    """Opens an alert for each client with links that do not open and without one, and ends those that are over; how many are new.

    Running it twice changes nothing.
    """
    dead = LinkCheck.objects.dead(now).exclude(client__status=Status.ARCHIVED)
    found = {
        pk: (n, url)
        for pk, n, url in dead.order_by()
        .values("client")
        .annotate(n=Count("pk"), url=Min("url"))
        .values_list("client", "n", "url")
    }
    told = {
        each.client_id: each
        for each in Alert.objects.open().filter(kind=AlertKind.DEAD_LINKS).select_related("client")
    }
    for client_id, alert in told.items():
        if client_id not in found:
            with alerts.aside(f"ending the alert {alert.pk} of dead links"):
                telling.end_unsaid(alert, now=now)
    n_new = 0
    for client in Client.objects.filter(pk__in=found).select_related("agency").order_by("pk"):
        n, url = found[client.pk]
        with alerts.aside(f"telling of dead links of client {client.pk}"):
            n_new += _tell(client, told.get(client.pk), n=n, url=url, now=now)
    return n_new


@transaction.atomic
def _tell(client: Client, alert: Alert | None, *, n: int, url: str, now: datetime) -> int:
    """1 where it was news."""
    if alert is None:
        alert, is_news = Alert.objects.get_or_create(
            client=client, channel=None, kind=AlertKind.DEAD_LINKS, over_at=None,
            defaults={"agency_id": client.agency_id, "began_at": now, "told_at": now},
        )  # fmt: skip
    else:
        is_news = n > alert.n_told and now - alert.told_at >= AGAIN_AFTER
    if not is_news and n == alert.n:
        return 0
    alert.n = n
    if is_news:
        alert.n_told, alert.told_at = n, now
    alert.save(update_fields=["n", "n_told", "told_at"])
    page = reverse("editorial:dead_links", args=[client.slug])
    words = sentence(client=client.name, n=n, url=url)
    members = telling.who_can_act(client)
    telling.notify(alert, members, words, page, is_news=is_news, mailing=None, now=now)
    return int(is_news)


def sentence(*, client: str, n: int, url: str) -> Promise:
    """What people are told: which link it is, or how many they are."""
    if n == 1:
        shown = url if len(url) <= _MOST_SHOWN else f"{url[:_MOST_SHOWN]}…"
        return format_lazy(_("{client}: a link does not open any more, {url}"), client=client, url=shown)  # fmt: skip
    return format_lazy(
        ngettext_lazy(
            "{client}: {n} link does not open any more.", "{client}: {n} links do not open any more.", n
        ),
        client=client, n=n,
    )  # fmt: skip
