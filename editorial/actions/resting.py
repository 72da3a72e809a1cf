"""What happens to what is scheduled when a client is paused, leaves or is archived."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import ngettext

from clients.actions import standing
from clients.actions.standing import StandingError
from clients.models import Client
from editorial.actions.cancelling import cancel
from editorial.actions.serving import hold_after_the_last, let_go_until_the_last
from editorial.lifecycle import CLIENT_LEFT, CLIENT_PAUSED, IN_FLIGHT, STOPPABLE, DeliveryState
from editorial.models import Delivery, Post
from editorial.queries.after_leaving import posts_after
from people.models import Member


def pause_client(*, by: Member, client: Client, why: str, now: datetime) -> int:
    """Pause the client; what has a time stands still and says why. Returns how many posts on channels do."""
    standing.pause(by=by, client=client, why=why, now=now)
    # The pause is committed, so nothing begins to leave any more: what is claimed this second is asked again.
    return Delivery.objects.filter(client=client, state__in=STOPPABLE).update(
        state=DeliveryState.BLOCKED, reason=CLIENT_PAUSED, reason_params={}
    )


@transaction.atomic
def begin_leaving(
    *, by: Member, client: Client, last_day: date | None, why: str = "", now: datetime
) -> int:
    """The client goes on `last_day`; what has a time after it stands still. Returns how many posts on channels do."""
    return hold_after_the_last(
        standing.begin_leaving(by=by, client=client, last_day=last_day, why=why, now=now)
    )


@transaction.atomic
def allow_after(
    *, by: Member, client: Client, until: date, who_said_yes: str, now: datetime
) -> int:
    """Write down the client's yes to posts until a day: what stood still until then goes at its time. Returns how many do."""
    row = standing.allow_after(
        by=by, client=client, until=until, who_said_yes=who_said_yes, now=now
    )
    hold_after_the_last(row)  # a yes to fewer days takes the rest back
    return let_go_until_the_last(row, now=now)


@transaction.atomic
def stay(*, by: Member, client: Client, why: str = "", now: datetime) -> int:
    """The client does not leave after all: what stood still for that goes at its time. Returns how many do."""
    return let_go_until_the_last(standing.stay(by=by, client=client, why=why, now=now), now=now)


@transaction.atomic
def archive_client(*, by: Member, client: Client, why: str, now: datetime) -> None:
    """Archive the client. Refuses while something of it still has a time or is on its way (StandingError)."""
    held_for_it = Q(state=DeliveryState.BLOCKED, reason=CLIENT_LEFT)
    open_still = Delivery.objects.filter(
        Q(state__in=[*STOPPABLE, *IN_FLIGHT]) | held_for_it, client=client
    )
    if n := open_still.values("post").distinct().count():
        raise StandingError(
            ngettext(
                "%(n)s post still has a time or is on its way: take it back first.",
                "%(n)s posts still have a time or are on their way: take them back first.",
                n,
            )
            % {"n": n}
        )
    standing.archive(by=by, client=client, why=why, now=now)


@transaction.atomic
def take_back_after(*, by: Member, client: Client, now: datetime) -> int:
    """Take every post back that is scheduled after the last day; each is a draft again. Returns how many."""
    ids = list(posts_after(member=by, client=client).values_list("pk", flat=True))
    return sum(
        cancel(post=post, member=by, now=now).n_cancelled > 0
        for post in Post.objects.filter(pk__in=ids).order_by("pk")
    )
