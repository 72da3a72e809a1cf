"""Whom we publish for: not for a prospect, who is no client yet, nor for who rests or is gone; who leaves, until the last day.

Asked in words before anything gets a time, and in SQL (`CLIENT_CASES`, `GOES_ON`) just before it is sent. Drafts are free:
they are written for anybody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from clients.models import Client, Status
from clients.standing_rules import SERVED
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.waking import wake
from editorial.lifecycle import (
    CLIENT_LEFT,
    CLIENT_PAUSED,
    CLIENT_PROSPECT,
    STOPPABLE,
    DeliveryState,
    PostStage,
)
from editorial.models import Delivery
from people import cldr

# For SQL that is about to let something out; `k` is the client.
GOES_ON = "k.status IN ('active', 'leaving')"
CLIENT_CASES = f"""WHEN k.status = 'prospect' THEN '{CLIENT_PROSPECT}'
                WHEN NOT {GOES_ON} THEN '{CLIENT_PAUSED}'
                WHEN k.status = 'leaving'
                     AND COALESCE(k.open_until, k.leaving_on) < (%(now)s AT TIME ZONE k.time_zone)::date THEN '{CLIENT_LEFT}'"""


def refuse_prospect(client: Client) -> None:
    """Refuse to let anything of a prospect go out, with what comes first."""
    if client.status == Status.PROSPECT:
        raise ScheduleRefusedError(
            _(
                "%(client)s is a prospect: nothing of it goes out yet, drafts can be written. First take the client on, on the page of its status."
            )
            % {"client": client.name}
        )


def refuse_unless_served(client: Client) -> None:
    """Refuse what would go out for a prospect, or a client that rests or is gone."""
    refuse_prospect(client)
    if client.status not in SERVED:
        raise ScheduleRefusedError(
            _("%(client)s is %(status)s: nothing can be scheduled.")
            % {"client": client.name, "status": client.get_status_display().lower()}
        )


def refuse_day(client: Client, day: date) -> None:
    """Refuse a day on which nothing of this client goes out: any of a prospect, those after the last one."""
    refuse_prospect(client)
    if (last := client.last_exit_on) and client.has_left_by(day):
        raise ScheduleRefusedError(
            cldr.spoken(
                _(
                    "%(client)s leaves on %(day)s: choose an earlier day, or write down the client's yes on the page of its status."
                )
                % {"client": client.name, "day": cldr.day(last, "d MMMM y")}
            ),
            field="wall_at",
        )


def hold_after_the_last(client: Client) -> int:
    """What has a time after the last day stands still and says why; how many posts on channels do."""
    last = client.last_exit_on
    if last is None:
        return 0
    return Delivery.objects.filter(
        client=client, state__in=STOPPABLE, wall_at__gte=_day_after(last)
    ).update(state=DeliveryState.BLOCKED, reason=CLIENT_LEFT, reason_params={})


def let_go_until_the_last(client: Client, *, now: datetime) -> int:
    """What stood still for the leaving and no longer falls after it goes at its time again, as it was approved; how many do."""
    held = Delivery.objects.filter(
        client=client,
        state=DeliveryState.BLOCKED,
        reason=CLIENT_LEFT,
        due_at__gt=now - F("grace"),
        post__stage=PostStage.APPROVED,
        post__approved_revision=F("revision"),
    )
    if last := client.last_exit_on:
        held = held.filter(wall_at__lt=_day_after(last))
    n = held.update(state=DeliveryState.SCHEDULED, reason="", reason_params={})
    if n:
        wake()
    return n


def _day_after(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time())
