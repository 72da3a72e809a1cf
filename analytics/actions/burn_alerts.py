"""Telling who may see money that a client's hours, or its money for ads, are nearly used up, and that they are: each once a period."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analytics.queries.ads_spent import AdsSpent, ads_spent
from analytics.queries.hours_ending import Ending, counted_down
from clients.models import Client
from clients.queries.team import who_may
from people import notices
from people.addresses import screen_of
from people.models import Agency
from people.roles import Capability

_WORDS = {
    "near": _("{client}: {percent}% of the hours of the period are used."),
    "over": _("{client}: the hours of the contract are used up, and more is being done."),
}


_ADS = {
    "near": _("{client}: {percent}% of what was agreed for ads is spent."),
    "over": _("{client}: more is spent on ads than was agreed."),
}


def tell_of_hours(*, now: datetime) -> int:
    """Looks at every contract that counts hours or has an amount for ads; returns how many people were told something new."""
    n_told = 0
    for agency in Agency.objects.all():
        today = now.astimezone(ZoneInfo(agency.time_zone)).date()
        clients = Client.objects.filter(agency=agency).current()
        for each in counted_down(clients=clients, today=today):
            if each.burn.level:
                n_told += _tell(each, now)
        for ads in ads_spent(clients=clients, on=today):
            if ads.level:
                n_told += _tell_of_ads(ads, now)
    return n_told


def _tell_of_ads(found: AdsSpent, now: datetime) -> int:
    percent = int(100 * found.spent / found.agreed) if found.agreed else 0
    return notices.notify(
        members=who_may(Capability.MANAGE_MONEY, client=found.client),
        kind="hours",
        text=format_lazy(_ADS[found.level], client=found.client.name, percent=percent),
        url=screen_of("analytics:budget", found.client.slug),
        once_key=f"ads:{found.level}:{found.contract.pk}:{found.first_on.isoformat()}",
        now=now,
    )


def _tell(each: Ending, now: datetime) -> int:
    level, found = each.burn.level, each.burn
    percent = 100 * found.used // found.included if found.included else 0
    return notices.notify(
        members=who_may(Capability.MANAGE_MONEY, client=each.client),
        kind="hours",
        text=format_lazy(_WORDS[level], client=each.client.name, percent=percent),
        url=screen_of("analytics:budget", each.client.slug),
        # With more hours by an extra the same level is something new.
        once_key=f"hours:{level}:{each.contract.pk}:{found.first_on.isoformat()}"
        + (f":{found.extra}" if found.extra else ""),
        now=now,
    )
