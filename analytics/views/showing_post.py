"""One post's figures as its page takes them: cells, the line by age, the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from analytics import charts, wording
from analytics.queries.one_post import OnePost
from analytics.series import Source
from analytics.views.showing import Cell, Picture
from clients.comparing import FEW_POSTS
from people import cldr
from people.templatetags.ui import network_name

_ALWAYS = ("engagements", "likes", "comments", "shares")


@dataclass(frozen=True, slots=True)
class PostShown:
    """Everything the page of a post says of its figures."""

    sentence: str
    cells: list[Cell]
    picture: Picture
    spark: SafeString | str
    ruler: SafeString | str
    times: str
    source: str


def post_shown(found: OnePost, *, zone: ZoneInfo, now: datetime) -> PostShown:
    """The words and pictures, in the active language."""
    network = found.publication.channel.network
    sources = [Source(network, found.taken_at, found.by_hand)] if found.taken_at else []
    source = wording.sources(sources, names={network: network_name(network)}, zone=zone, now=now)
    ratio = found.ratio
    return PostShown(
        sentence=_sentence(found),
        cells=[
            _cell(name, found.values[name], source, _among(found) if name == "reach" else "")
            for name in found.values
            if name in _ALWAYS or found.values[name] is not None
        ]
        + ([] if found.own_clicks is None else [_own_clicks(found.own_clicks)]),
        picture=_picture(found, source),
        spark=charts.spark(
            [at.values["engagements"] for at in found.ages],
            is_last_open=bool(found.ages) and found.ages[-1].is_open,
        ),
        ruler="" if ratio is None else charts.ruler(ratio),
        times="" if ratio is None else f"×{wording.number(round(ratio, 1))}",
        source=source,
    )


def _cell(name: str, value: int | None, source: str, note: str) -> Cell:
    definition = gettext("All that the network has counted of this post since it went out.")
    return Cell(
        label=str(wording.metric_name(name)),
        value=None if value is None else wording.number(value),
        change="",
        moved="",
        direction="",
        note=note,
        definition=f"{definition} {source}.",
        spark="",
    )


def _own_clicks(value: int) -> Cell:
    return Cell(
        label=str(wording.metric_name("own_clicks")),
        value=wording.number(value),
        change="",
        moved="",
        direction="",
        note=gettext("counted by us"),
        definition=gettext(
            "How often people followed the short links of this post, counted by us. What the network calls clicks is another figure."
        ),
        spark="",
    )


def _among(found: OnePost) -> str:
    """The reach beside how many its public are, where somebody wrote that down."""
    n, public = found.reach_per_thousand, found.public
    if n is None or public is None or public.size is None:
        return ""
    return gettext("%(n)s for every 1,000 of “%(public)s”, who are %(size)s") % {
        "n": wording.number(n),
        "public": public.name,
        "size": wording.number(public.size),
    }


def _sentence(found: OnePost) -> str:
    """How the post stands among its channel's posts, or why that is not said."""
    engagements = found.values["engagements"]
    if engagements is None and found.publication.channel.is_by_hand:
        return gettext("Not measured yet: its figures are written down by hand.")
    if engagements is None:
        return gettext("Not measured yet: the first figures come within minutes of going out.")
    if found.is_young:
        return gettext("Out for less than a day: too early to compare.")
    if found.ratio is None or found.median is None:
        return gettext("Few data: no comparison under %(n)s measured posts of the channel.") % {
            "n": FEW_POSTS
        }
    return ngettext(
        "%(times)s times the median of its channel, which is %(median)s over 90 days, n = %(n)s post.",
        "%(times)s times the median of its channel, which is %(median)s over 90 days, n = %(n)s posts.",
        found.n_compared,
    ) % {
        "times": wording.number(round(found.ratio, 1)),
        "median": wording.number(round(found.median, 1)),
        "n": wording.number(found.n_compared),
    }


def _picture(found: OnePost, source: str) -> Picture:
    points = [charts.Point(at.age, at.values["engagements"], at.is_open) for at in found.ages]
    sentence = _growth(found)
    title = gettext("Engagements by age of the post")
    columns = ("engagements", "likes", "comments", "shares")
    return Picture(
        sentence=sentence,
        chart=charts.LineChart(
            tuple(points),
            charts.Words(
                description=f"{title}. {sentence}",
                open_note=gettext("under way"),
                today="",
                number=wording.number,
                place=age_words,
            ),
        ),
        columns=[gettext("Age"), *(str(wording.NAMES[name]) for name in columns)],
        rows=[
            [
                gettext("%(age)s, under way") % {"age": age_words(at.age)}
                if at.is_open
                else age_words(at.age),
                *(
                    None if (value := at.values[name]) is None else wording.number(value)
                    for name in columns
                ),
            ]
            for at in found.ages
        ],
        source=source,
        wide=charts.WIDE_AGES,
        narrow=charts.NARROW_AGES,
    )


def _growth(found: OnePost) -> str:
    """How much of what there is came in the first day."""
    now = found.values["engagements"]
    first_day = next(
        (
            at.values["engagements"]
            for at in found.ages
            if at.age == timedelta(days=1) and not at.is_open
        ),
        None,
    )
    if not now or first_day is None:
        return gettext("Engagements as the post grows older.")
    return gettext("%(part)s of its engagements came in the first day.") % {
        "part": cldr.percent(str(round(min(first_day / now, 1) * 100)))
    }


def age_words(age: timedelta) -> str:
    """1 h, 3 d: short, for an axis."""
    hours = int(age.total_seconds() // 3600)
    if hours < 24:
        return pgettext("hours", "%(n)s h") % {"n": hours}
    return pgettext("days", "%(n)s d") % {"n": hours // 24}
