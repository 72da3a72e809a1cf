"""What happens to what is scheduled when a client is paused, leaves or is archived."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from clients.actions import standing
from clients.actions.standing import StandingError
from clients.models import Client
from editorial.actions.cancelling import cancel
from editorial.lifecycle import CLIENT_PAUSED, IN_FLIGHT, STOPPABLE, DeliveryState
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
def archive_client(*, by: Member, client: Client, why: str, now: datetime) -> None:
    """Archive the client. Refuses while something of it still has a time or is on its way (StandingError)."""
    open_still = Delivery.objects.filter(client=client, state__in=[*STOPPABLE, *IN_FLIGHT])
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
