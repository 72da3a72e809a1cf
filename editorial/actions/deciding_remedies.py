"""What a person decides about what was asked for after publication and stands still: done by hand, try again, leave it.

Of a post on one channel all that stands is decided together: it is one errand, however many parts the post has.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models.channels import Health
from editorial.actions.deciding import NotWaitingError, record
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.settling_remedies import done
from editorial.models import Amendment, Delivery, Remedy
from editorial.remedies import AWAITS_SOMEBODY, RemedyState
from people.models import Member

R = RemedyState


def _hold(delivery: Delivery, amendment: Amendment) -> tuple[Delivery, list[Remedy]]:
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel__agency", "post", "client")
        .get(pk=delivery.pk)
    )
    standing = (
        Remedy.objects.select_for_update(of=("self",))
        .select_related("amendment")
        .filter(delivery=held, amendment=amendment, state__in=AWAITS_SOMEBODY)
    )
    found = list(standing)
    if not found:
        raise NotWaitingError
    return held, found


@transaction.atomic
def done_by_hand(
    *, delivery: Delivery, amendment: Amendment, member: Member, now: datetime
) -> None:
    """A person did on the network what was asked for. Raises NotWaitingError when nothing stands still."""
    held, standing = _hold(delivery, amendment)
    for remedy in standing:
        done(held, remedy, by=member, now=now)


@transaction.atomic
def try_again(*, delivery: Delivery, amendment: Amendment, member: Member, now: datetime) -> None:
    """Have it tried again now. Refuses a channel that must be reconnected first, and what only a person can do."""
    held, standing = _hold(delivery, amendment)
    again = [remedy for remedy in standing if remedy.state == R.NEEDS_HUMAN]
    if not again:
        raise NotWaitingError
    if held.channel.health == Health.RECONNECT:
        raise ScheduleRefusedError(
            _("%(channel)s must be reconnected first.") % {"channel": held.channel.handle}
        )
    for remedy in again:
        remedy.state, remedy.reason = R.WAITING, ""
        remedy.n_tries, remedy.next_try_at = 0, now
        remedy.save(update_fields=["state", "reason", "n_tries", "next_try_at"])
    record(member, "delivery.remedy_again", held, now=now, kind=amendment.kind)


@transaction.atomic
def leave(*, delivery: Delivery, amendment: Amendment, member: Member, now: datetime) -> None:
    """Leave the post on this channel as it is. Raises NotWaitingError when nothing stands still."""
    held, standing = _hold(delivery, amendment)
    Remedy.objects.filter(pk__in=[remedy.pk for remedy in standing]).update(state=R.LEFT)
    record(member, "delivery.remedy_left", held, now=now, kind=amendment.kind)
