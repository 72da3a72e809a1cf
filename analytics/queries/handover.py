"""Everything a client takes along, as plain rows: for the document and for the files of the archive."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from analytics.models import ChannelDay
from analytics.queries.handover_accounts import Row, Table, accounts, profiles
from analytics.queries.handover_more import more_of
from analytics.queries.handover_strategy import strategy
from clients.models import Channel, Client, Contact
from editorial.contents import FIRST_FOLLOWING
from editorial.lifecycle import PartState, PostStage, ReviewStep
from editorial.models import Post, Publication, Review, Step
from editorial.words.parts import named_follow_ups
from people.templatetags.ui import network_name


def tables_of(client: Client) -> list[Table]:
    """Strategy, people, accounts and profiles, what is planned, what was decided, results, what went out, and the rest of what was written down. No secret is among them."""
    out = list(
        Publication.objects.filter(client=client)
        .select_related("channel", "total")
        .order_by("published_at", "id")
    )
    channels = list(
        Channel.objects.filter(client=client).select_related("care").order_by("network", "handle")
    )
    return [
        *strategy(client),
        _people(client),
        accounts(channels, zone=client.time_zone),
        profiles(channels, zone=client.time_zone),
        _planned(client),
        _decided(client),
        _by_month(client, out),
        _out(client, out),
        _said_after(client),
        *more_of(client),
    ]


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
                post.wall_at.date() if post.wall_at else None,
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
        [
            _("Day"),
            _("Who"),
            _("Answer"),
            _("Words"),
            _("Suggested text"),
            _("Answer of the agency"),
            _("Text"),
        ],
        [
            [
                each.decided_at.astimezone(zone).date() if each.decided_at else None,
                each.decided_name,
                str(each.get_decision_display()),
                each.note,
                "\n\n".join(each.suggested.values()),
                each.answer,
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
                at.date(),
                f"{at:%H:%M}",
                network_name(each.channel.network),
                each.channel.handle,
                each.text,
                each.url,
                total.engagements if total else None,
                each.removed_at.astimezone(zone).date() if each.removed_at else None,
            ]
        )
    head = [
        _("Day"), _("Hour"), _("Network"), _("Account"), _("Text"), _("Address"), _("Engagements"), _("Removed"),
    ]  # fmt: skip
    return Table("published", _("What went out"), _("Nothing went out."), head, rows)


def _said_after(client: Client) -> Table:
    """What we wrote under our posts and stands there: first comments, and the later parts of threads."""
    zone = ZoneInfo(client.time_zone)
    steps = (
        Step.objects.filter(
            delivery__client=client, state=PartState.DONE, position__gte=FIRST_FOLLOWING
        )
        .select_related("delivery__revision", "delivery__channel", "delivery__publication")
        .order_by("done_at", "id")
    )
    rows: list[Row] = []
    for step in steps:
        delivery = step.delivery
        name, draft = named_follow_ups(delivery.content, delivery.channel_id)[
            step.position - FIRST_FOLLOWING
        ]
        publication: Publication | None = getattr(delivery, "publication", None)
        rows.append(
            [
                step.done_at.astimezone(zone).date() if step.done_at else None,
                network_name(delivery.channel.network),
                delivery.channel.handle,
                name,
                draft.text,
                step.url,
                publication.url if publication else "",
            ]
        )
    head = [
        _("Day"), _("Network"), _("Account"), _("What"), _("Text"), _("Address"), _("Under the post"),
    ]  # fmt: skip
    return Table(
        "replies", _("What we wrote under the posts"), _("Nothing was written there."), head, rows
    )


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
