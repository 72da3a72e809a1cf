"""Lists of posts: filters of the address, pages, and what a row shows, in as many queries for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models import Channel, Client
from editorial.lifecycle import Look, PostStage, post_look
from editorial.models import Delivery, Pillar, Post, Remedy, ToneCheck, Version
from editorial.models.posts import PostQuerySet
from editorial.models.walltime import planned_at
from editorial.remedies import AWAITS_SOMEBODY
from people.ids import read_id
from people.models import Member
from people.prepared import prepared

PAGE = 25

# The groups of the filter: what a person looks for, not the machine's states.
GROUPS: dict[str, Promise] = {
    "write": _("To write"),
    "scheduled": pgettext_lazy("posts", "Scheduled"),
    "out": _("Out"),
    "outside": pgettext_lazy("posts", "Made outside"),
    "fix": _("To settle"),
    "rules": _("Against a rule"),
    "archive": _("Archive"),
}
# Instead of a pillar: posts without one, posts of which nobody said what they are for.
NO_PILLAR, NO_AIM = "none", "aimless"
_WAITING = ("scheduled", "claimed", "sending", "accepted")
_TO_SETTLE = ("needs_human", "missed", "blocked", "by_hand", "unknown", "failed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown values are dropped."""

    group: str = ""
    network: str = ""
    channel: str = ""
    # A pillar's id, NO_PILLAR, or NO_AIM.
    pillar: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Filters:
        """From the query string of a request."""
        group = values.get("group", "")
        return cls(
            group=group if group in GROUPS else "",
            network=values.get("network", "").replace("\x00", "")[:30],
            channel=str(read_id(values.get("channel", "")) or ""),
            pillar=_pillar_or_nothing(values.get("pillar", "")),
            words=values.get("q", "").replace("\x00", "").strip()[:100],
            page=_page_number(values.get("page", "")),
        )

    @property
    def are_set(self) -> bool:
        """Whether anything but the page narrows the list."""
        return bool(self.group or self.network or self.channel or self.pillar or self.words)


def groups_shown(filters: Filters) -> dict[str, Promise]:
    """The groups to choose from; the one that only Today leads to stands among them once somebody is there."""
    return {
        name: label for name, label in GROUPS.items() if name != "rules" or filters.group == "rules"
    }


def _page_number(raw: str) -> int:
    # Few digits: Python refuses to read a number of thousands of them.
    is_number = raw.isascii() and raw.isdigit() and len(raw) < 10
    return min(int(raw), 10_000) if is_number and int(raw) else 1


def _pillar_or_nothing(raw: str) -> str:
    return raw if raw in (NO_PILLAR, NO_AIM) else str(read_id(raw) or "")


@dataclass(frozen=True, slots=True)
class Row:
    """A post as a list shows it; `at` is when it goes out, went out, or is meant to."""

    post: Post
    look: Look
    networks: tuple[str, ...]
    at: datetime | None

    @property
    def zone(self) -> str:
        """The zone in which the client thinks."""
        return self.post.time_zone

    @property
    def client(self) -> Client:
        return self.post.client


@dataclass(frozen=True, slots=True)
class Day:
    """The rows of one day, of posts or of what was made outside; None holds those without a date."""

    on: date | None
    rows: Sequence[Any]
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, cut into days."""

    days: list[Day]
    number: int
    has_next: bool

    @property
    def is_empty(self) -> bool:
        return not self.days


def posts_page(*, member: Member, client: Client | None, filters: Filters) -> Page:
    """A page of posts of one client, or of all the member may see. Undated ones first, then from the last back;
    what is still to go out, the other way round."""
    found: list[Any] = _posts_that_fit(member=member, client=client, filters=filters)
    zone = client.time_zone if client else member.agency.time_zone
    return Page(days=_by_day(found[:PAGE], zone), number=filters.page, has_next=len(found) > PAGE)


@prepared("filters")
def _posts_that_fit(
    *, member: Member, client: Client | None, filters: Filters
) -> QuerySet[Post, Post]:
    """One more than a page, each with what its row shows."""
    posts = Post.objects.visible_to(member)
    if client is not None:
        posts = posts.filter(client=client)
    versions = Version.objects.filter(post=OuterRef("pk")).order_by("channel_id")
    deliveries = Delivery.objects.filter(post=OuterRef("pk")).exclude(state="cancelled")
    order = (
        F("planned_at").asc(nulls_last=True)
        if filters.group in ("scheduled", "rules")
        else F("planned_at").desc(nulls_first=True)
    )
    start = (filters.page - 1) * PAGE
    return (
        narrow(posts, filters)
        .annotate(
            planned_at=planned_at(),
            # The clock comes with the rows: only a list with rows marks the present day.
            asked_at=Func(function="smm_now", output_field=DateTimeField()),
            networks=ArraySubquery(versions.values("channel__network")),
            states=ArraySubquery(deliveries.with_shown().values("as_shown")),
            due_at=Subquery(deliveries.order_by("due_at").values("due_at")[:1]),
        )
        .select_related("client")
        .order_by(order, "-id")[start : start + PAGE + 1]
    )


def to_choose(*, client: Client | None) -> dict[str, list[dict[str, str]]]:
    """What the filters of a client's lists offer: `channels` that are connected (public_id, network, handle) and `pillars`
    (public_id, name). One query, none for the lists of all clients; the client is one that the reader may see."""
    if client is None:
        return {"channels": [], "pillars": []}
    ((channels, pillars),) = _to_choose(client=client.pk)
    return {"channels": channels, "pillars": pillars}


@prepared()
def _to_choose(*, client: int) -> QuerySet[Client, Any]:
    channels = Channel.objects.filter(client=OuterRef("pk")).connected()
    pillars = Pillar.objects.filter(client=OuterRef("pk"), closed_at=None)
    return Client.objects.filter(pk=client).values_list(
        _offered(channels.order_by("network", "handle", "id"), "network", "handle"),
        _offered(pillars.order_by("-share", "id"), "name"),
    )


def _offered(found: QuerySet[Any], *shown: str) -> ArraySubquery:
    row = {name: F(name) for name in ("public_id", *shown)}
    return ArraySubquery(found.values(row=JSONObject(**row)))


def narrow(posts: PostQuerySet, filters: Filters) -> PostQuerySet:
    """The posts that fit the filters, but for the page: the one meaning they have on every screen."""
    mine = Delivery.objects.filter(post=OuterRef("pk"))
    if filters.group != "archive":
        posts = posts.exclude(stage=PostStage.ARCHIVED)
    match filters.group:
        case "write":
            posts = posts.exclude(Exists(mine.exclude(state="cancelled")))
        case "scheduled":
            posts = posts.filter(Exists(mine.filter(state__in=_WAITING)))
        case "out":
            posts = posts.filter(Exists(mine.filter(state="published")))
        case "outside":
            posts = posts.filter(pk__lt=0)  # none of ours: queries/outside.py
        case "fix":
            standing = Remedy.objects.filter(
                delivery__post=OuterRef("pk"), state__in=sorted(AWAITS_SOMEBODY)
            )
            posts = posts.filter(
                Exists(
                    mine.filter(
                        Q(state__in=_TO_SETTLE)
                        | Q(rest__in=["checking", "needs_you"])
                        | Q(gone="missing")
                    )
                )
                | Exists(standing)
            )
        case "rules":
            broken = ToneCheck.objects.current().open().filter(post=OuterRef("pk"))
            posts = posts.filter(Exists(broken))
        case "archive":
            posts = posts.filter(stage=PostStage.ARCHIVED)
    versions = Version.objects.filter(post=OuterRef("pk"))
    if filters.network:
        posts = posts.filter(Exists(versions.filter(channel__network=filters.network)))
    if filters.channel:
        posts = posts.filter(Exists(versions.filter(channel__public_id=filters.channel)))
    if filters.pillar == NO_PILLAR:
        posts = posts.filter(pillar=None)
    elif filters.pillar == NO_AIM:
        posts = posts.filter(pillar=None, goal=None, objective="")
    elif filters.pillar:
        posts = posts.filter(pillar__public_id=filters.pillar)
    if filters.words:
        posts = posts.filter(
            Q(text__icontains=filters.words)
            | Q(title__icontains=filters.words)
            | Exists(versions.filter(text__icontains=filters.words))
        )
    return posts


def _row(post: Any) -> Row:
    """From a post of _posts_that_fit, whose annotations the model does not know."""
    return Row(
        post=post,
        look=post_look(post.stage, [] if post.stage == PostStage.ARCHIVED else post.states),
        networks=tuple(dict.fromkeys(post.networks)),
        at=post.planned_at or post.due_at,
    )


def _by_day(posts: Sequence[Any], zone: str) -> list[Day]:
    """Rows under their day, days in the order of the list; within a day the clock runs forward."""
    days: dict[date | None, list[Row]] = {}
    for post in posts:
        row = _row(post)
        on = row.at.astimezone(ZoneInfo(zone)).date() if row.at else None
        days.setdefault(on, []).append(row)
    today = posts[0].asked_at.astimezone(ZoneInfo(zone)).date() if posts else None
    return [
        Day(
            on,
            sorted(rows, key=lambda row: row.at) if on else rows,  # type: ignore[arg-type, return-value]
            is_today=on is not None and on == today,
        )
        for on, rows in days.items()
    ]
