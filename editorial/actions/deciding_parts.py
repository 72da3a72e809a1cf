"""What a person decides about a post that is out but not whole: publish the rest, leave it so, say that a part is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models.channels import Health
from editorial.actions import arming
from editorial.actions.deciding import NotWaitingError, id_in_link, record
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.waking import wake
from editorial.lifecycle import PartState
from editorial.models import Delivery, Publication, Step
from editorial.words.parts import may_be_out
from people.models import Member

P = PartState


def _hold(delivery: Delivery) -> tuple[Delivery, Step]:
    """The delivery and the first of its parts that waits for a person, locked."""
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post")
        .get(pk=delivery.pk)
    )
    step = held.steps.select_for_update().filter(state=P.NEEDS_HUMAN).order_by("position").first()
    if step is None:
        raise NotWaitingError
    return held, step


@transaction.atomic
def publish_rest(
    *, delivery: Delivery, member: Member, has_looked: bool = False, now: datetime
) -> Delivery:
    """Send what stopped, and all that comes after it; a doubtful part only after a person has looked.

    Refuses a channel that must be reconnected. Raises NotWaitingError when nothing waits for a person.
    """
    held, step = _hold(delivery)
    last = step.attempts.order_by("-epoch").first()
    outcome = last.outcome if last else None
    is_unclear = may_be_out(state=step.state, problem=step.problem, outcome=outcome)
    if is_unclear and not has_looked:
        raise ScheduleRefusedError(
            _(
                "First look at the channel: if that part is there, a second one would confuse people."
            ),
            field="has_looked",
        )
    if held.channel.health != Health.OK:
        raise ScheduleRefusedError(
            _("%(channel)s must be reconnected first.") % {"channel": held.channel.handle}
        )
    step.state, step.problem, step.problem_params = P.WAITING, "", {}
    step.next_try_at, step.late_after = now, now + held.grace
    step.n_tries = step.n_negative_reads = 0
    step.save()
    arming.note_rest([held.pk])
    record(member, "delivery.rest_again", held, now=now)
    wake()
    return held


@transaction.atomic
def leave_rest(*, delivery: Delivery, member: Member, now: datetime) -> Delivery:
    """Leave the post as it is: nothing of what is missing goes out any more.

    Raises NotWaitingError while a part is being sent or looked up, and when nothing is missing.
    """
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.steps.filter(state__in=[P.SENDING, P.UNKNOWN]).exists():
        raise NotWaitingError
    left = held.steps.filter(state__in=[P.WAITING, P.NEEDS_HUMAN]).update(state=P.LEFT)
    if not left:
        raise NotWaitingError
    arming.note_rest([held.pk])
    record(member, "delivery.rest_left", held, now=now, parts=left)
    return held


@transaction.atomic
def confirm_part(*, delivery: Delivery, member: Member, url: str, now: datetime) -> Delivery:
    """A person saw the part that stopped on the network and pastes its link; what comes after it then goes."""
    held, step = _hold(delivery)
    remote_id = id_in_link(url)
    if remote_id is None:
        raise ScheduleRefusedError(
            _("Paste the link of the part itself, starting with https://."), field="url"
        )
    others = Step.objects.filter(delivery__channel=held.channel, is_commit=True).exclude(pk=step.pk)
    if (
        others.filter(remote_ref=remote_id).exists()
        or Publication.objects.filter(
            channel=held.channel, remote_id=remote_id, delivery__isnull=False
        ).exists()
    ):
        raise ScheduleRefusedError(
            _("That link belongs to another post of this channel."), field="url"
        )
    step.state, step.problem, step.problem_params = P.DONE, "", {"seen_by": member.pk}
    step.remote_ref, step.url, step.done_at = remote_id, url[:500], now
    step.save()
    arming.next_part(held.pk, now=now)
    record(member, "delivery.part_confirmed", held, now=now, url=url)
    wake()
    return held
