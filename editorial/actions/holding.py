"""Stopping everything of a client or of all clients, and letting it go again, post by post."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, Status
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.serving import hold_after_the_last, refuse_day, refuse_prospect
from editorial.actions.telling import who_can_act
from editorial.actions.waking import wake
from editorial.lifecycle import HELD, STANDS_STILL, STOPPABLE, DeliveryState
from editorial.models import Delivery, Hold
from people import audit
from people.models import Member
from people.notices import notify
from people.roles import Capability, roles_with

S = DeliveryState


class AlreadyHeldError(Exception):
    """Somebody was faster: everything stands still already."""

    def __init__(self) -> None:
        super().__init__(_("Everything stood still already. Nothing was changed."))


class NotHeldError(Exception):
    """The hold was lifted, or the post released, by somebody else meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This has been settled meanwhile. Look at how it stands now."))


def hold_all(*, member: Member, client: Client | None, why: str, now: datetime) -> int:
    """Stop everything of this client, or of all clients (None); returns how many posts on channels stand still by it.

    Raises AlreadyHeldError while such a hold is open. What is being sent this very second cannot be called back.
    """
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                agency=member.agency, client=client, why=why, placed_by=member, placed_at=now
            )
            audit.record(
                actor=member,
                agency=member.agency,
                verb="hold.placed",
                target=client or member.agency,
                data={"why": why},
                now=now,
            )
            _tell(hold, now)
    except IntegrityError:
        raise AlreadyHeldError from None
    # It is committed, so nothing begins to leave any more; now what has a time stands still, also after the hold.
    return (
        _of(member, client)
        .filter(state__in=STOPPABLE)
        .update(state=S.BLOCKED, reason=HELD, reason_params={})
    )


def lift(*, member: Member, client: Client | None, now: datetime) -> None:
    """End the hold of this client, or of all clients (None). Nothing goes out by it: each post is released by somebody."""
    with transaction.atomic():
        n_lifted = (
            Hold.objects.open()
            .filter(agency=member.agency, client=client)
            .update(lifted_at=now, lifted_by=member)
        )
        if not n_lifted:
            raise NotHeldError
        audit.record(
            actor=member,
            agency=member.agency,
            verb="hold.lifted",
            target=client or member.agency,
            data={},
            now=now,
        )


@transaction.atomic
def release(*, delivery: Delivery, member: Member, now: datetime) -> None:
    """Let one post on one channel go at the time it had.

    Refuses while the hold is on and when that time is over; raises NotHeldError when it no longer stands still by a hold.
    """
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("client")
        .get(pk=delivery.pk)
    )
    if held.state != S.BLOCKED or held.reason not in STANDS_STILL:
        raise NotHeldError
    refuse_while_held(held.client)
    refuse_day(held.client, held.wall_at.date())
    if held.due_at + held.grace <= now:
        raise ScheduleRefusedError(
            _("Its time is over. Send it now, choose another time, or let it go.")
        )
    held.state, held.reason = S.SCHEDULED, ""
    held.save(update_fields=["state", "reason"])
    audit.record(
        actor=member, agency=member.agency, verb="delivery.released", target=held, data={}, now=now
    )
    wake()


@transaction.atomic
def release_those_in_time(*, member: Member, client: Client, now: datetime) -> int:
    """Let everything of the client go that still has time; returns how many posts on channels. Refuses while the hold is on."""
    refuse_while_held(client)
    in_time = _of(member, client).filter(
        state=S.BLOCKED, reason__in=STANDS_STILL, due_at__gt=now - F("grace")
    )
    n_released = in_time.update(state=S.SCHEDULED, reason="") - hold_after_the_last(client)
    audit.record(
        actor=member,
        agency=member.agency,
        verb="hold.released",
        target=client,
        data={"released": n_released},
        now=now,
    )
    wake()
    return n_released


def refuse_while_held(client: Client) -> None:
    """Refuse to let anything of a client go at once while it is a prospect or paused, or it or everybody is on hold."""
    refuse_prospect(client)
    if client.status == Status.PAUSED:
        raise ScheduleRefusedError(
            _("%(client)s is paused. Go on with the client first.") % {"client": client.name}
        )
    if Hold.objects.open().over(client).exists():
        raise ScheduleRefusedError(
            _("Everything of %(client)s is on hold. Lift the hold first.") % {"client": client.name}
        )


def _of(member: Member, client: Client | None) -> QuerySet[Delivery]:
    mine = Delivery.objects.filter(agency=member.agency)
    return mine if client is None else mine.filter(client=client)


def _tell(hold: Hold, now: datetime) -> None:
    """Everybody who could schedule there, but who did it: otherwise they wonder why nothing moves."""
    if hold.client is None:
        deciders = Member.objects.active().filter(
            agency=hold.agency, role__in=roles_with(Capability.SCHEDULE_POSTS)
        )
        others = list(deciders.select_related("user", "agency"))
        what: object = gettext_lazy("all clients")
        url = reverse("editorial:hold_all")
    else:
        others = who_can_act(hold.client)
        what, url = hold.client.name, reverse("editorial:hold", args=[hold.client.slug])
    notify(
        members=[each for each in others if each.pk != hold.placed_by_id],
        kind="hold",
        text=format_lazy(
            gettext_lazy("{who} put everything on hold: {what}"), who=str(hold.placed_by), what=what
        ),
        url=url,
        once_key=f"hold:{hold.pk}",
        is_mailed=True,
        now=now,
    )
