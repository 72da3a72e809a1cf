"""The go of a release: asked for half an hour ahead, said or taken back by somebody who may schedule; and its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions import connecting
from clients.wording import problem_sentence
from editorial.actions import alerts, waking
from editorial.actions.calling import tell_of_release
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.releasing import locked
from editorial.actions.serving import refuse_prospect
from editorial.contents import resolved
from editorial.lifecycle import NO_GO, NO_LINK, DeliveryState
from editorial.models import Delivery, Release
from editorial.models.releases import GO_OPENS
from editorial.queries.fitting import fit
from people import audit
from people.models import Member

CALL: Promise = gettext_lazy("go or no go? Look at the checks and decide before its hour")
AT_A_TIME = 50


@transaction.atomic
def say_go(
    *, release: Release, member: Member, open_points: Sequence[str] = (), now: datetime
) -> Release:
    """Let it go out at its hour; what that hour already found without a go leaves at once, while it is in time.

    `open_points` are the checks that were not fine when it was said, for the audit. Refuses before the last half hour
    and once it is too late.
    """
    held = locked(release)
    refuse_prospect(held.client)
    if now < held.go_opens_at:
        raise ScheduleRefusedError(
            _(
                "The go is said in the last half hour before it, when it can be seen whether everything is ready."
            )
        )
    if now >= held.go_closes_at:
        raise ScheduleRefusedError(
            _("Its hour is over, so a go would come too late. Give the release another moment.")
        )
    if held.go_at is None:
        held.go_by, held.go_at = member, now
        held.save(update_fields=["go_by", "go_at"])
        _note(held, member, "release.go", now, open=list(open_points))
    _let_go(held, NO_GO, now)
    return held


@transaction.atomic
def say_no_go(*, release: Release, member: Member, now: datetime) -> Release:
    """Take the go back, or write down that there is none: nothing of it goes out. What has left cannot be called back."""
    held = locked(release)
    held.go_by, held.go_at = None, None
    held.save(update_fields=["go_by", "go_at"])
    _note(held, member, "release.no_go", now)
    return held


@transaction.atomic
def set_link(*, release: Release, member: Member, link: str, now: datetime) -> Release:
    """The link that takes the place of the placeholder; what waited for it leaves at once, while it is in time.

    Empty takes it away. Refuses, in words, one with which a text does not fit its network. What has been tried with
    another link keeps that.
    """
    held = locked(release)
    if link and (sentences := _that_do_not_fit(held, link)):
        raise ScheduleRefusedError(*sentences, field="link")
    held.link = link
    held.save(update_fields=["link"])
    _note(held, member, "release.link_set", now, link=link)
    if link:
        _let_go(held, NO_LINK, now)
    return held


def call_for_go(*, now: datetime) -> int:
    """Ask, once, those who may say go for the releases of the next half hour; returns how many were asked for."""
    ids = list(
        Release.objects.standing()
        .filter(go_at=None, called_at=None, due_at__lte=now + GO_OPENS, due_at__gt=now)
        .values_list("pk", flat=True)[:AT_A_TIME]
    )
    n_called = 0
    for pk in ids:
        with alerts.aside(f"calling for the go of release {pk}"):
            n_called += _call(pk, now)
    return n_called


def _call(pk: int, now: datetime) -> int:
    is_mine = Release.objects.filter(pk=pk, called_at=None, go_at=None).update(called_at=now)
    if is_mine:
        release = Release.objects.select_related("client").get(pk=pk)
        tell_of_release(release, what=CALL, event="call", now=now)
    return is_mine


def _let_go(release: Release, reason: str, now: datetime) -> None:
    """What was held back for this reason alone goes on; the engine asks everything again before it is sent."""
    Delivery.objects.filter(
        post__release=release,
        state=DeliveryState.BLOCKED,
        reason=reason,
        due_at__gt=now - F("grace"),
    ).update(state=DeliveryState.SCHEDULED, reason="", reason_params={})
    waking.wake()


def _that_do_not_fit(release: Release, link: str) -> list[str]:
    waiting = Delivery.objects.filter(
        post__release=release, state__in=[DeliveryState.SCHEDULED, DeliveryState.BLOCKED]
    )
    sentences = []
    for delivery in waiting.select_related("channel", "revision").order_by("channel_id", "pk"):
        limits = connecting.limits_of(delivery.channel)
        content = resolved(delivery.revision.content, link)
        problems = fit(content=content, channel=delivery.channel, limits=limits, shown=()).problems
        sentences += [
            f"{delivery.channel.handle}: {problem_sentence(each)}"
            for each in problems
            if each.rule in ("too_long", "too_many_bytes")
        ]
    return sentences


def _note(release: Release, member: Member, verb: str, now: datetime, **data: object) -> None:
    audit.record(actor=member, agency=member.agency, verb=verb, target=release, data=data, now=now)
