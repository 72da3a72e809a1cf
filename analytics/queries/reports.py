"""The figures of a month for a report, the list of reports, and the link that opens one."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from analytics.models import PublicationTotal, Report, ReportLink
from analytics.queries.figures import measured_channels, midnight, period_figures
from analytics.queries.own_clicks import clicks_of_posts, with_own_clicks
from analytics.queries.report_compared import compared_of_month
from analytics.queries.report_goals import goals_of_month
from analytics.series import (
    Day,
    Figure,
    Period,
    PeriodFigures,
    Source,
    month_before,
    month_of,
    next_month,
    total,
)
from clients.models import Client
from editorial.contents import for_channel, short_title
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Delivery, Publication
from editorial.models.posts import open_to_all
from people.models import Member

VERSION = 1
MOST_POSTS = 60
MOST_COMING = 40
MONTHS_OFFERED = 12


def token_hash(token: str) -> str:
    """What is stored of a link's address."""
    return hashlib.sha256(token.encode()).hexdigest()


def reports_of(*, member: Member, client: Client) -> QuerySet[Report]:
    """The client's reports, newest month first, with how often their links were opened."""
    return (
        Report.objects.visible_to(member)
        .filter(client_id=client.pk)
        .select_related("created_by__user")
        .annotate(
            n_links=Count("links", filter=Q(links__revoked_at=None)),
            n_opened=Coalesce(Sum("links__n_views"), 0),
        )
        .order_by("-month_on", "-id")  # grouping drops the order of the model
    )


def links_of(*, member: Member, report: Report) -> list[ReportLink]:
    """The links of a report, newest first."""
    return list(
        ReportLink.objects.visible_to(member)
        .filter(report=report)
        .select_related("created_by__user")
    )


def open_link(*, token: str, now: datetime) -> ReportLink | None:
    """The link of that address if it still opens; None when it ended or never was, told apart by nobody."""
    found = ReportLink.objects.open_at(now).filter(token_hash=token_hash(token))
    return found.select_related("report__client__agency").first()


def months_offered(*, today: date) -> list[date]:
    """The months a report can be made for, the one that ended last first; this month, unfinished, at the end."""
    months, month = [], month_before(today)
    for _ in range(MONTHS_OFFERED):
        months.append(month)
        month = month_before(month)
    return [*months, today.replace(day=1)]


# --- the figures that a report freezes ---------------------------------------------------------------


def month_figures(*, client: Client, month_on: date, now: datetime) -> dict[str, Any]:
    """All that a report shows of a month, as plain data: measures, days, what went out, what comes next.

    Only what is out, or approved and scheduled: no drafts, no notes, no titles people gave for themselves.
    """
    channels = measured_channels(client=client)
    period, previous = month_of(month_on), month_of(month_before(month_on))
    known = period_figures(
        client=client, channels=channels, period=period, previous=previous,
        is_one_channel=False, now=now,
    )  # fmt: skip
    known = with_own_clicks(known, client=client)
    posts, n_posts = _posts_of(client, period)
    return {
        "version": VERSION,
        "first_on": period.first_on,
        "last_on": period.last_on,
        "previous": [previous.first_on, previous.last_on],
        "data_since": known.data_since,
        "figures": [[f.name, f.value, f.before, f.is_level] for f in known.figures],
        "days": [
            [d.day_on, d.engagements, d.found, d.likes, d.comments, d.shares, d.followers, d.n_out, d.is_open]
            for d in known.days
        ],
        "sources": [[s.network, s.taken_at, s.by_hand] for s in known.sources],
        "posts": posts,
        "n_posts": n_posts,
        "coming": _coming(client, month_on, now),
        "goals": goals_of_month(client=client, period=period, now=now),
        # What those are called whom it is compared with goes by its kind then.
        "kind": client.kind,
        "compared": compared_of_month(client=client, period=period, now=now),
    }  # fmt: skip


def _posts_of(client: Client, period: Period) -> tuple[list[dict[str, Any]], int]:
    zone = ZoneInfo(client.time_zone)
    found = (
        Publication.objects.filter(
            client_id=client.pk,
            published_at__gte=midnight(period.first_on, zone),
            published_at__lt=midnight(period.last_on + timedelta(days=1), zone),
            removed_at=None,
        )
        .select_related("channel", "delivery")
        .order_by(F("total__engagements").desc(nulls_last=True), "published_at", "id")
    )
    shown = list(found[:MOST_POSTS])
    totals = PublicationTotal.objects.in_bulk([post.pk for post in shown])
    clicks = clicks_of_posts(
        [(post.delivery.post_id, post.channel_id) for post in shown if post.delivery]
    )
    rows = [
        _post(post, totals.get(post.pk))
        | {
            "own_clicks": clicks.get((post.delivery.post_id, post.channel_id))
            if post.delivery
            else None
        }
        for post in shown
    ]
    return rows, found.count() if len(shown) == MOST_POSTS else len(shown)


def _post(post: Publication, found: PublicationTotal | None) -> dict[str, Any]:
    return {
        "words": short_title(post.text),
        "url": post.url,
        "network": post.channel.network,
        "handle": post.channel.handle,
        "published_at": post.published_at,
        "engagements": found.engagements if found else None,
        "likes": found.likes if found else None,
        "comments": found.comments if found else None,
        "shares": total([found.shares, found.quotes]) if found else None,
    }


def _coming(client: Client, month_on: date, now: datetime) -> list[dict[str, Any]]:
    """What is scheduled from now to the end of the month after."""
    zone = ZoneInfo(client.time_zone)
    after = next_month(month_on)
    found = (
        Delivery.objects.filter(
            open_to_all(),
            client_id=client.pk,
            state=DeliveryState.SCHEDULED,
            post__stage=PostStage.APPROVED,
            due_at__gte=max(now, midnight(after, zone)),
            due_at__lt=midnight(next_month(after), zone),
        )
        .select_related("channel", "revision")
        .order_by("due_at", "id")[:MOST_COMING]
    )
    return [
        {
            "words": short_title(for_channel(each.revision.content, each.channel_id).text),
            "network": each.channel.network,
            "due_at": each.due_at,
        }
        for each in found
    ]


# --- and back ---------------------------------------------------------------------------------------


def figures_of(report: Report) -> PeriodFigures:
    """The frozen figures as the charts and sentences take them."""
    stored = report.figures
    return PeriodFigures(
        period=Period(_date(stored["first_on"]), _date(stored["last_on"])),
        previous=Period(*(_date(each) for each in stored["previous"])),
        days=tuple(
            Day(
                day_on=_date(day_on), engagements=engagements, found=found, likes=likes,
                comments=comments, shares=shares, followers=followers, n_out=n_out, is_open=is_open,
            )
            for day_on, engagements, found, likes, comments, shares, followers, n_out, is_open in stored["days"]
        ),
        figures=tuple(Figure(*each) for each in stored["figures"]),
        sources=tuple(
            Source(network, datetime.fromisoformat(at), *by_hand)
            for network, at, *by_hand in stored["sources"]
        ),
        data_since=_date(stored["data_since"]) if stored["data_since"] else None,
    )  # fmt: skip


def _date(text: str) -> date:
    return date.fromisoformat(text)
