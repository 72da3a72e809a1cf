"""Figures as templates take them: words and pictures made, so that a template only places them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from analytics import charts, wording
from analytics.queries.posts import PostRanking, PostRow
from analytics.queries.results import Results
from analytics.queries.usual_periods import Usual
from analytics.series import Day, Figure, PeriodFigures
from clients.models import Channel, Client
from people.templatetags.ui import network_name

_SPARKED = {
    "engagements",
    "likes",
    "comments",
    "shares",
    "views",
    "saves",
    "clicks",
    "own_clicks",
    "followers",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure, for components/figure.html."""

    label: str
    value: str | None
    change: str
    # The word of the arrow, for who does not see it; empty where `change` is a word already.
    moved: str
    direction: str
    note: str
    definition: str
    spark: SafeString | str
    meaning: str = ""  # the definition without where it comes from
    usual: str = ""  # the median of earlier periods, in words


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, for components/chart.html."""

    sentence: str
    chart: charts.LineChart
    columns: list[str]
    rows: list[list[str | None]]
    source: str
    wide: charts.Size = charts.WIDE
    narrow: charts.Size = charts.NARROW

    @property
    def svg(self) -> SafeString:
        """For wide screens."""
        return self.chart.svg(self.wide)

    @property
    def svg_phone(self) -> SafeString:
        """For phones."""
        return self.chart.svg(self.narrow)


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A post of the table with the picture of its place; `between` is the sentence of the rows left out before it."""

    post: PostRow
    ruler: SafeString | str
    times: str
    between: str


def source_line(known: PeriodFigures, *, zone: ZoneInfo, now: datetime | None) -> str:
    """Where the figures come from and when they were collected; without `now`, for a page that is read later."""
    names = {each.network: network_name(each.network) for each in known.sources}
    return wording.sources(known.sources, names=names, zone=zone, now=now)


def cells(
    known: PeriodFigures,
    *,
    source: str,
    is_month: bool = False,
    links: Mapping[str, str] | None = None,
    usual: Usual | None = None,
) -> list[Cell]:
    """All measures of a period; with `links`, by measure, each value leads to where it comes from, with `usual` it stands
    beside what is usual."""
    made = [_cell(figure, known, source, is_month=is_month) for figure in known.figures]
    if usual is not None:
        made = [
            _beside_usual(cell, usual.values.get(figure.name), usual.n_periods, known)
            for cell, figure in zip(made, known.figures, strict=True)
        ]
    if links is None:
        return made
    return [
        replace(cell, value=_linked(cell.value, links.get(figure.name, "")))
        for cell, figure in zip(made, known.figures, strict=True)
    ]


def _beside_usual(cell: Cell, value: int | None, n_periods: int, known: PeriodFigures) -> Cell:
    if value is None:
        return cell
    meant = wording.usual_meaning(n_periods=n_periods, n_days=known.period.n_days)
    return replace(cell, usual=wording.usually(value), definition=f"{cell.definition} {meant}")


def _linked(value: str | None, url: str) -> str | None:
    return value if value is None or not url else format_html('<a href="{}">{}</a>', url, value)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel of the table that sets them side by side."""

    channel: Channel
    url: str
    engagements_url: str
    posts_url: str
    engagements: str | None
    change: str
    direction: str
    followers: str | None
    followers_change: str
    posts: str


def channel_rows(client: Client, found: Results, *, days: int) -> list[ChannelRow]:
    """The channels of a dashboard side by side; empty where it shows one, or where there is one only."""
    if found.channel is not None or len(found.channels) < 2:
        return []
    own = reverse("analytics:results", args=[client.slug])
    behind = reverse("analytics:behind", args=[client.slug])
    by_id = {line.channel_id: line for line in found.known.channels}
    rows = []
    for channel in found.channels:
        line = by_id[channel.pk]
        asked = urlencode({"days": days, "channel": channel.public_id})
        rows.append(
            ChannelRow(
                channel=channel,
                url=f"{own}?{asked}",
                engagements_url=f"{behind}?{asked}&by=engagements",
                posts_url=f"{behind}?{asked}&by=posts",
                engagements=_number(line.engagements.value),
                change=wording.change(line.engagements)
                if line.engagements.difference
                else wording.moved(line.engagements),
                direction=line.engagements.direction,
                followers=_number(line.followers.value),
                followers_change=wording.change(line.followers),
                posts=wording.number(line.posts.value or 0),
            )
        )
    return rows


def _number(value: int | None) -> str | None:
    return None if value is None else wording.number(value)


def _cell(figure: Figure, known: PeriodFigures, source: str, *, is_month: bool) -> Cell:
    moved = wording.moved(figure)
    change = wording.change(figure)
    note = wording.compared_with(figure, known, is_month=is_month)
    spark: SafeString | str = ""
    if figure.name in _SPARKED:
        field = "found" if figure.name == "engagements" else figure.name
        values = [getattr(day, field) for day in known.days]
        spark = charts.spark(values, is_last_open=bool(known.days) and known.days[-1].is_open)
    return Cell(
        label=str(wording.metric_name(figure.name)),
        value=None if figure.value is None else wording.number(figure.value),
        change=change if figure.difference else moved,
        moved=moved if figure.difference else "",
        direction=figure.direction,
        note=note,
        definition=str(wording.DEFINITIONS[figure.name])
        if figure.name in wording.COUNTED_BY_US
        else f"{wording.DEFINITIONS[figure.name]} {source}.",
        spark=spark,
        meaning=str(wording.DEFINITIONS[figure.name]),
    )


def engagements_picture(
    known: PeriodFigures, *, source: str, is_read_later: bool = False, day_link: str = ""
) -> Picture:
    """Engagements per day with the days of posts under the axis; `day_link` and a day lead to that day's posts."""
    points = [
        charts.Point(day.day_on, day.engagements, day.is_open, day.n_out > 0) for day in known.days
    ]
    sentence = wording.chart_sentence(known)
    title = gettext("Engagements per day")
    words = _words(f"{title}. {sentence}", is_read_later=is_read_later)
    columns = [
        gettext("Day"),
        gettext("Engagements"),
        gettext("Likes"),
        gettext("Comments"),
        gettext("Shares"),
        gettext("Posts out"),
    ]
    rows: list[list[str | None]] = [
        [
            _day_cell(day, day_link),
            *(
                None if value is None else wording.number(value)
                for value in (day.engagements, day.likes, day.comments, day.shares, day.n_out)
            ),
        ]
        for day in known.days
    ]
    notes = [source]
    if any(day.n_out for day in known.days):
        notes.append(gettext("marks under the axis: days with a post out"))
    if known.n_undated:
        notes.append(
            gettext("%(n)s engagements were found later and belong to no one day")
            % {"n": wording.number(known.n_undated)}
        )
    return Picture(
        sentence=sentence,
        chart=charts.LineChart(tuple(points), words),
        columns=columns,
        rows=rows,
        source=" · ".join(notes),
    )


def followers_picture(known: PeriodFigures, *, source: str) -> Picture:
    """Followers at the end of each day; the axis does not begin at zero."""
    points = [charts.Point(day.day_on, day.followers, day.is_open) for day in known.days]
    sentence = wording.followers_sentence(known)
    words = _words("{}. {}".format(gettext("Followers"), sentence))
    return Picture(
        sentence=sentence,
        chart=charts.LineChart(tuple(points), words, is_from_zero=False),
        wide=charts.WIDE_SMALL,
        narrow=charts.NARROW_SMALL,
        columns=[gettext("Day"), gettext("Followers")],
        rows=[
            [
                _day_name(day.day_on, is_open=day.is_open),
                None if day.followers is None else wording.number(day.followers),
            ]
            for day in known.days
        ],
        source=source,
    )


def _words(description: str, *, is_read_later: bool = False) -> charts.Words:
    return charts.Words(
        description=description,
        open_note=gettext("day not over") if is_read_later else gettext("today is not over"),
        today="" if is_read_later else gettext("today"),
        number=wording.number,
        place=wording.short_day,
    )


def _day_cell(day: Day, link: str) -> str:
    name = _day_name(day.day_on, is_open=day.is_open)
    return (
        _linked(name, f"{link}{day.day_on.isoformat()}" if link and day.engagements else "") or ""
    )


def _day_name(day: Any, *, is_open: bool) -> str:
    name = wording.weekday(day)
    return gettext("%(day)s, not over") % {"day": name} if is_open else name


def ranked_rows(posts: PostRanking) -> list[RankedRow]:
    """The table's rows, with the line that says how many lie between best and worst."""
    rows = []
    for index, row in enumerate(posts.rows):
        between = ""
        if posts.n_between and index == posts.between_after:
            between = ngettext(
                "%(n)s more post between these", "%(n)s more posts between these", posts.n_between
            ) % {"n": wording.number(posts.n_between)}
        rows.append(
            RankedRow(
                post=row,
                ruler="" if row.ratio is None else charts.ruler(row.ratio),
                times="" if row.ratio is None else f"×{wording.number(round(row.ratio, 1))}",
                between=between,
            )
        )
    return rows


def best_of(posts: PostRanking) -> tuple[str, int] | None:
    """The post with most engagements and how many, for the sentence."""
    known = [(row.engagements, row.name) for row in posts.rows if row.engagements]
    if not known:
        return None
    engagements, name = max(known)
    return name, engagements
