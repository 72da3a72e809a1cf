"""What the program checks before somebody says "go": each point fine or open, with the reasons first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.models.clients import Status
from clients.standing_rules import SERVED
from clients.wording import problem_sentence
from editorial.contents import EXPECTED_LINK, pictures_in, resolved, wants_link
from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState, PostStage, StepKind
from editorial.models import Delivery, Hold, Post, Release
from editorial.queries.fitting import fit
from editorial.queries.pictures import Shown, obstacles, shown_in
from editorial.wording import why
from people.templatetags.ui import network_name

S = DeliveryState
ContentOf = Callable[[Post], Mapping[str, object]]
# Its words are frozen, and it leaves at its moment or has left.
_ON_ITS_WAY = (*CAN_STILL_CHANGE, S.CLAIMED, S.SENDING, S.ACCEPTED, S.UNKNOWN, S.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Check:
    """One point: what it is about, and what of it is open; nothing open is fine."""

    words: str
    open: Sequence[str] = field(default_factory=tuple)

    @property
    def is_fine(self) -> bool:
        return not self.open


@dataclass(frozen=True, slots=True)
class _Looked:
    """A post with what it would say now."""

    post: Post
    content: Mapping[str, object]
    shown: list[Shown]


def checks_of(
    release: Release,
    posts: Sequence[Post],
    last: Mapping[tuple[int, int], Delivery],
    *,
    content_of: ContentOf,
    now: datetime,
) -> list[Check]:
    """The points of a release; `last` is the latest delivery of each post and channel, their versions are loaded.

    `content_of` freezes what a post says now.
    """
    looked = [_Looked(post, content_of(post), shown_in(post)) for post in posts]
    checks = [
        Check(_("Connections"), _connections(posts, now)),
        Check(_("Approvals and scheduling"), _decisions(posts, last)),
        Check(_("Texts fit their networks"), _texts(release, looked)),
    ]
    if any(each.shown for each in looked):
        checks.append(Check(_("Pictures and videos"), _media(release, looked, last, now)))
    if any(wants_link(each.content) for each in looked):
        open_ = (
            []
            if release.link
            else [_("The link is not set. What waits for it is held back until it is.")]
        )
        checks.append(Check(_("Link"), open_))
    checks.append(Check(_("Nothing is on hold"), _holds(release)))
    return checks


def _connections(posts: Sequence[Post], now: datetime) -> list[str]:
    channels = {v.channel_id: v.channel for post in posts for v in post.versions.all()}
    found = []
    for channel in channels.values():
        name = f"{network_name(channel.network)}, {channel.handle}"
        gate = getattr(channel, "gate", None)
        if channel.is_by_hand:
            if channel.keeper is None:
                found.append(
                    _("%(channel)s: nobody is named to publish it by hand.") % {"channel": name}
                )
        elif channel.health != "ok":
            found.append(_("%(channel)s: must be reconnected.") % {"channel": name})
        elif gate and gate.shut_until and gate.shut_until > now:
            found.append(_("%(channel)s: calls to it pause at the moment.") % {"channel": name})
    return found


def _decisions(posts: Sequence[Post], last: Mapping[tuple[int, int], Delivery]) -> list[str]:
    found = [] if posts else [_("No post goes out with it yet.")]
    for post in posts:
        if not post.versions.all():
            found.append(_("«%(post)s»: no channel chosen.") % {"post": post.name})
        elif post.stage != PostStage.APPROVED:
            found.append(
                _("«%(post)s»: not approved (%(state)s).")
                % {"post": post.name, "state": PostStage(post.stage).label.lower()}
            )
        else:
            found += _of_channels(post, last)
    return found


def _of_channels(post: Post, last: Mapping[tuple[int, int], Delivery]) -> list[str]:
    found = []
    for version in post.versions.all():
        delivery = last.get((post.pk, version.channel_id))
        network = network_name(version.channel.network)
        name = {"post": post.name, "channel": f"{network}, {version.channel.handle}"}
        if delivery is None or delivery.state not in _ON_ITS_WAY:
            found.append(_("«%(post)s» on %(channel)s: not scheduled.") % name)
        elif delivery.state in (S.BLOCKED, S.MISSED):
            reason = (
                why(delivery.reason, network)
                if delivery.reason in ("no_go", "no_link", "reconnect")
                else ""
            )
            words = _("«%(post)s» on %(channel)s: it does not go out as it is.") % name
            found.append(f"{words} {reason}".strip())
    return found


def _texts(release: Release, looked: Sequence[_Looked]) -> list[str]:
    found = []
    for each in looked:
        content = resolved(each.content, release.link or EXPECTED_LINK)
        for version in each.post.versions.all():
            limits = connecting.limits_of(version.channel)
            seen = fit(content=content, channel=version.channel, limits=limits, shown=each.shown)
            found += [
                f"«{each.post.name}», {version.channel.handle}: {problem_sentence(problem)}"
                for problem in seen.problems
                if problem.is_blocking
            ]
    return found


def _media(
    release: Release,
    looked: Sequence[_Looked],
    last: Mapping[tuple[int, int], Delivery],
    now: datetime,
) -> list[str]:
    found = [f"«{each.post.name}»: {words}" for each in looked for words in obstacles(each.shown)]
    if now < release.go_opens_at:
        return found  # networks get them in the last half hour
    waiting = [d for d in last.values() if d.state == S.SCHEDULED and not d.channel.is_by_hand]
    done = Q(
        steps__kind=StepKind.MEDIA,
        steps__done_at__isnull=False,
        steps__expires_at__gt=release.due_at,
    )
    counted = dict(
        Delivery.objects.filter(pk__in=[d.pk for d in waiting])
        .annotate(n_handed=Count("steps", filter=done))
        .values_list("pk", "n_handed")
    )
    names = {each.post.pk: each.post.name for each in looked}
    for delivery in waiting:
        n_all = len(pictures_in(delivery.revision.content, delivery.channel_id))
        n_handed = counted.get(delivery.pk, 0)
        if n_handed < n_all:
            found.append(
                _("«%(post)s», %(channel)s: %(n)s of %(all)s handed to the network so far.")
                % {
                    "post": names[delivery.post_id],
                    "channel": delivery.channel.handle,
                    "n": n_handed,
                    "all": n_all,
                }
            )
    return found


def _holds(release: Release) -> list[str]:
    client = release.client
    found = []
    if Hold.objects.open().over(client).exists():
        found.append(_("Everything is on hold: lift the hold, and let these posts go again."))
    if client.status == Status.PROSPECT:
        found.append(_("The client is a prospect: nothing of it goes out until it is taken on."))
    elif client.status not in SERVED:
        found.append(_("The client is paused: nothing of it goes out."))
    return found
