"""Whether a post may be scheduled: its client, its channels, what it says, and whether it says so twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.models import Channel, Client
from clients.models.channels import Health
from clients.wording import problem_sentence
from editorial.actions.refusals import FullDayError, RepeatError, ScheduleRefusedError
from editorial.actions.serving import refuse_day, refuse_unless_served
from editorial.actions.timing import Moment
from editorial.contents import (
    EXPECTED_LINK,
    PLACEHOLDER,
    follow_ups,
    for_channel,
    resolved,
    text_hash,
    wants_link,
)
from editorial.kind_checks import mixed_hats
from editorial.lifecycle import DeliveryState, StepKind
from editorial.models import Delivery, Post, Release, Revision, Version
from editorial.own import own_of
from editorial.queries.full_days import full_day
from editorial.queries.pictures import (
    expected_media,
    obstacles,
    rights_ended,
    shown_in_content,
    shown_on,
)
from networks.limits import Limits, check, check_follow_ups
from networks.types import Problem
from people import cldr

S = DeliveryState


def refuse_unless_open(client: Client, versions: Sequence[Version], moment: Moment) -> None:
    """Refuse without a channel, for a client that rests or is gone by then, and where a channel must be reconnected."""
    if not versions:
        raise ScheduleRefusedError(_("Choose at least one channel."), field="channels")
    refuse_unless_served(client)
    refuse_day(client, moment.wall_at.date())
    if hats := mixed_hats(version.channel for version in versions):
        raise ScheduleRefusedError(hats, field="channels")
    for version in versions:
        if version.channel.health not in (Health.OK, Health.BY_HAND):
            raise ScheduleRefusedError(
                _("%(channel)s must be reconnected first.") % {"channel": version.channel.handle},
                field="channels",
            )


def refuse_apart_from(release: Release, moment: Moment) -> None:
    """Refuse a moment of its own to a post that goes out with a release."""
    if (moment.wall_at, moment.fold) != (release.wall_at, release.fold):
        raise ScheduleRefusedError(
            cldr.spoken(
                _(
                    "It goes out with «%(release)s», %(day)s at %(time)s: move the release, or take the post out of it."
                )
                % {
                    "release": release.name,
                    "day": cldr.day(release.wall_at, "d MMMM y"),
                    "time": f"{release.wall_at:%H:%M}",
                }
            ),
            field="wall_at",
        )


def refuse_unless_publishable(
    client: Client,
    revision: Revision,
    versions: Sequence[Version],
    moment: Moment,
    *,
    release: Release | None = None,
) -> None:
    """Refuse what a network would not take, or what the client may no longer show on that day; everything at once.

    The link of a release counts as it is, or as long as links are while nobody knows it.
    """
    shown = shown_in_content(revision.content, client=client)
    sentences = obstacles(shown) + rights_ended(shown, on=moment.wall_at.date())
    if release is None and wants_link(revision.content):
        sentences.append(
            _(
                "The text says %(placeholder)s, and the post goes out with no release: write the link itself."
            )
            % {"placeholder": PLACEHOLDER}
        )
    content = resolved(revision.content, (release and release.link) or EXPECTED_LINK)
    for version in versions:
        limits = connecting.limits_of(version.channel)
        draft = for_channel(content, version.channel_id)
        media = expected_media(shown_on(content, version.channel_id, shown), limits)
        draft = replace(draft, media=media)
        sentences += [
            f"{version.channel.handle}: {problem_sentence(problem)}"
            for problem in [*check(draft, limits), *_of_the_rest(content, version, limits)]
            if problem.is_blocking
        ]
    if sentences:
        raise ScheduleRefusedError(*sentences, field="text")


def _of_the_rest(content: Mapping[str, Any], version: Version, limits: Limits) -> list[Problem]:
    """What the network would refuse of the parts that follow the first: better now than half-way."""
    following = follow_ups(content, version.channel_id)
    comments = [each.draft for each in following if each.kind is StepKind.COMMENT]
    parts = [each.draft for each in following if each.kind is not StepKind.COMMENT]
    return check_follow_ups(parts, comments[0] if comments else None, limits)


def refuse_full_days(post: Post, channels: Iterable[Channel], moment: Moment) -> None:
    """Refuse what would be one post too many in 24 hours by a network's own word, with the next free time."""
    most = {each: connecting.limits_of(each).max_posts_24h for each in channels}
    owns = dict(post.versions.values_list("channel_id", "own")) if any(most.values()) else {}
    full = [
        found
        for channel, n in most.items()
        if (
            found := full_day(
                channel=channel,
                most=n,
                instant=moment.instant,
                n=1 + len(own_of(owns.get(channel.pk, {})).parts(post.thread)),
                post=post,
            )
        )
    ]
    if full:
        raise FullDayError(full)


def refuse_repeats(
    post: Post, revision: Revision, versions: Sequence[Version], moment: Moment
) -> None:
    """Refuse words that are planned already for the same channel and minute."""
    for version in versions:
        words = text_hash(for_channel(revision.content, version.channel_id).text)
        twin = twin_of(
            post=post, channel_id=version.channel_id, words=words, instant=moment.instant
        )
        if twin is not None:
            raise RepeatError(twin)


def twin_of(*, post: Post, channel_id: int, words: str, instant: datetime) -> Delivery | None:
    """Another post's delivery of the same words (a text_hash) to a channel in the same minute, or None."""
    return (
        Delivery.objects.filter(
            channel_id=channel_id,
            text_hash=words,
            due_at__gte=instant - timedelta(seconds=59),
            due_at__lte=instant + timedelta(seconds=59),
        )
        .exclude(post=post)
        .exclude(state__in=[S.CANCELLED, S.FAILED])
        .select_related("channel")
        .first()
    )
