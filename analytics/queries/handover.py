"""Everything a client takes along, as plain rows: for the document and for the files of the archive."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.translation import gettext as _

from analytics.models import ChannelDay
from clients.kinds import answers
from clients.models import Brief, Channel, Client, Contact, Credential, Voice
from editorial.lifecycle import PostStage, ReviewStep
from editorial.models import Post, Publication, Review
from people.templatetags.ui import network_name

Row = list[object]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the name of its file, its title, what to say when it is empty, its head and its rows."""

    name: str
    title: str
    empty: str
    head: list[str]
    rows: list[Row] = field(default_factory=list)


def tables_of(client: Client) -> list[Table]:
    """Strategy, people, accounts and accesses, what is planned, what went out, results by month. No secret is among them."""
    out = list(
        Publication.objects.filter(client=client)
        .select_related("channel", "total")
        .order_by("published_at", "id")
    )
    channels = list(Channel.objects.filter(client=client).order_by("network", "handle"))
    return [
        _strategy(client),
        _people(client),
        _accesses(channels),
        _planned(client),
        _decided(client),
        _by_month(client, out),
        _out(client, out),
    ]


def _strategy(client: Client) -> Table:
    """Facts, the brief that counts, audiences, and how the client speaks."""
    rows: list[Row] = [
        [_("Kind"), str(client.get_kind_display())],
        [_("In one line"), client.summary],
    ]
    rows += [[str(fact.label), value] for fact, value in answers(client.kind, client.facts)]
    brief = Brief.objects.current(client)
    if brief is not None:
        rows += [[_label(brief, name), _told(getattr(brief, name))] for name in _OF_BRIEF]
    for audience in client.audiences.filter(archived_at=None):
        words = [audience.who, audience.needs, audience.place]
        rows.append([f"{_('Audience')}: {audience.name}", ". ".join(filter(None, words))])
    voice = Voice.objects.filter(client=client).first()
    if voice is not None:
        manner = voice.manner
        rows += [
            [_("Tone of voice"), manner.in_short],
            [_("Say"), ", ".join(each.words for each in manner.say)],
            [_("Avoid"), ", ".join(each.words for each in manner.avoid)],
        ]
    return Table(
        "strategy",
        _("Strategy"),
        _("Nothing was written down."),
        [_("Question"), _("Answer")],
        [row for row in rows if row[1]],
    )


_OF_BRIEF = (
    "sector", "field", "positioning", "purpose", "strengths", "weaknesses", "opportunities", "threats",
)  # fmt: skip


def _label(row: Model, name: str) -> str:
    words = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _told(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def _people(client: Client) -> Table:
    return Table(
        "contacts",
        _("People"),
        _("Nobody was written down."),
        [_("Name"), _("Part"), _("E-mail"), _("Phone")],
        [
            [each.name, str(each.get_part_display()), each.email, each.phone]
            for each in Contact.objects.filter(client=client)
        ],
    )


def _accesses(channels: list[Channel]) -> Table:
    """Which account, and how we could get in: never what opens it."""
    open_still = set(
        Credential.objects.filter(channel__in=channels).values_list("channel_id", flat=True)
    )
    return Table(
        "accounts",
        _("Accounts and accesses"),
        _("There was no channel."),
        [_("Network"), _("Account"), _("Address"), _("Part"), _("Access of the agency")],
        [
            [
                network_name(each.network),
                each.handle,
                each.url,
                str(each.get_part_display()),
                _access(each, is_open=each.pk in open_still),
            ]
            for each in channels
        ],
    )


def _access(channel: Channel, *, is_open: bool) -> str:
    if channel.disconnected_at:
        return _("given back on %(day)s") % {"day": f"{channel.disconnected_at:%d/%m/%Y}"}
    if channel.is_by_hand:
        return _("none: kept by hand")
    if is_open:
        return _("a permission since %(day)s, still to be given back") % {
            "day": f"{channel.connected_at:%d/%m/%Y}"
        }
    return _("a permission that has ended")


def _planned(client: Client) -> Table:
    """Drafts and what has a time: the calendar that is left."""
    out = Publication.objects.filter(client=client, delivery__isnull=False)
    posts = (
        Post.objects.filter(client=client)
        .exclude(stage=PostStage.ARCHIVED)
        .exclude(pk__in=out.values("delivery__post"))
        .order_by("wall_at", "id")
    )
    return Table(
        "calendar",
        _("What is planned"),
        _("Nothing is planned any more."),
        [_("Day"), _("Hour"), _("State"), _("Text")],
        [
            [
                f"{post.wall_at:%d/%m/%Y}" if post.wall_at else "",
                f"{post.wall_at:%H:%M}" if post.wall_at else "",
                str(PostStage(post.stage).label),
                post.text or post.title,
            ]
            for post in posts
        ],
    )


def _decided(client: Client) -> Table:
    """What the client said about posts, and who said it."""
    zone = ZoneInfo(client.time_zone)
    reviews = (
        Review.objects.filter(client=client, step=ReviewStep.CLIENT, decided_at__isnull=False)
        .exclude(decision="withdrawn")
        .select_related("post")
        .order_by("decided_at", "id")
    )
    return Table(
        "approvals",
        _("What was approved"),
        _("Nothing was asked."),
        [_("Day"), _("Who"), _("Answer"), _("Words"), _("Text")],
        [
            [
                f"{each.decided_at.astimezone(zone):%d/%m/%Y}" if each.decided_at else "",
                each.decided_name,
                str(each.get_decision_display()),
                each.note,
                each.post.text or each.post.title,
            ]
            for each in reviews
        ],
    )


def _out(client: Client, out: list[Publication]) -> Table:
    zone = ZoneInfo(client.time_zone)
    rows: list[Row] = []
    for each in out:
        at = each.published_at.astimezone(zone)
        total = getattr(each, "total", None)
        rows.append(
            [
                f"{at:%d/%m/%Y}",
                f"{at:%H:%M}",
                network_name(each.channel.network),
                each.channel.handle,
                each.text,
                each.url,
                total.engagements if total else None,
                f"{each.removed_at:%d/%m/%Y}" if each.removed_at else "",
            ]
        )
    head = [
        _("Day"), _("Hour"), _("Network"), _("Account"), _("Text"), _("Address"), _("Engagements"), _("Removed"),
    ]  # fmt: skip
    return Table("published", _("What went out"), _("Nothing went out."), head, rows)


def _by_month(client: Client, out: list[Publication]) -> Table:
    """For each month: posts, engagements where they were measured, followers at its end where somebody read them."""
    zone = ZoneInfo(client.time_zone)
    n_posts: dict[date, int] = defaultdict(int)
    gained: dict[date, int] = defaultdict(int)
    for each in out:
        month = each.published_at.astimezone(zone).date().replace(day=1)
        n_posts[month] += 1
        total = getattr(each, "total", None)
        if total is not None and total.engagements is not None:
            gained[month] += total.engagements
    last: dict[tuple[date, int], int] = {}
    days = ChannelDay.objects.filter(channel__client=client, followers__isnull=False).order_by(
        "day_on"
    )
    for day, channel_id, followers in days.values_list("day_on", "channel_id", "followers"):
        if followers is not None:
            last[(day.replace(day=1), channel_id)] = followers
    followers_of: dict[date, int] = defaultdict(int)
    for (month, _channel), n in last.items():
        followers_of[month] += n
    rows: list[Row] = [
        [f"{month:%m/%Y}", n_posts.get(month, 0), gained.get(month), followers_of.get(month)]
        for month in sorted({*n_posts, *followers_of})
    ]
    return Table(
        "results",
        _("Results by month"),
        _("Nothing was measured."),
        [_("Month"), _("Posts"), _("Engagements"), _("Followers of the channels that were read")],
        rows,
    )
