"""A report as the printed sheet takes it: every word and number of it, in the report's language, as plain data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from analytics import charts, wording
from analytics.models import Report
from analytics.printing import pictured, printable, typeset
from analytics.typefaces import typefaces
from analytics.views.showing_reports import ReportBody, ReportPost, body_of
from editorial.queries.logos import logo_of
from people.templatetags.ui import network_name

N_GOALS = 3


def pdf_of(report: Report) -> bytes:
    """The report on paper. Needs its client and agency; raises typst.TypstError where the sheet cannot be set."""
    return typeset(sheet_of(report), font_folders=_font_folders())


def chart_of(report: Report, body: ReportBody) -> bytes:
    """The report's chart as a PNG for an e-mail, from the specification that page and paper draw; empty where no day has
    a figure. Raises typst.TypstError where it cannot be drawn."""
    svg = body.engagements.chart.on_paper(charts.PAPER, colour=report.client.colour)
    if not svg:
        return b""
    return pictured(svg, width=charts.PAPER.width, font_folders=_font_folders())


def _font_folders() -> list[Path]:
    return typefaces(
        sources=settings.BASE_DIR / "static" / "dist" / "fonts", kept=settings.DATA_DIR / "print"
    )


def sheet_of(report: Report) -> dict[str, Any]:
    """What typst/report.typ reads. Texts that people wrote keep their words and lose what no typeface has."""
    body = body_of(report)
    agency = report.client.agency.name
    with translation.override(report.language):
        title = gettext("Report, %(month)s") % {"month": body.month}
        return {
            "language": report.language,
            "title": title,
            "client": printable(report.client.name),
            "agency": printable(agency),
            "colour": report.client.colour,
            **_logo(report),
            "lead": printable(body.lead),
            "unfinished": ""
            if body.is_finished
            else gettext("The month was not over when the figures were collected."),
            "source": body.source,
            "made-by": gettext("Made by %(agency)s") % {"agency": printable(agency)},
            "page-word": gettext("Page"),
            "not-collected": gettext("Not collected in this period"),
            "chart-title": gettext("Engagements per day"),
            "chart-sentence": body.engagements.sentence,
            "chart-source": body.engagements.source,
            "chart": body.engagements.chart.on_paper(charts.PAPER, colour=report.client.colour),
            "cells": [
                {"label": c.label, "value": c.value, "change": c.change, "note": c.note}
                for c in body.cells
            ],
            "blocks": [_in_brief(body), *_towards(body), _done(body), _next(body), *_needs(body)],
            "continues": gettext("It goes on in the appendix."),
            "appendix": gettext("Appendix"),
            "meanings-title": gettext("What the figures mean"),
            "meanings": [[c.label, c.meaning] for c in body.cells],
            "tables": [
                *_goals(body),
                _went_out(body),
                _per_day(body),
                *_coming(body),
                *_compared(body, report.client.colour),
                *_quality(body),
            ],
        }


def _logo(report: Report) -> dict[str, Any]:
    """The client's logo as numbers of bytes, how big it stands, and what it is for who does not see it; nothing without one."""
    logo = logo_of(report.client)
    data = logo.read() if logo else b""
    if logo is None or not data:
        return {}
    width, height = logo.paper_size
    return {"logo": list(data), "logo-width": width, "logo-height": height, "logo-alt": logo.alt}


def _in_brief(body: ReportBody) -> dict[str, Any]:
    """What a person wrote; else what the followers did, so that the block is never empty."""
    return {
        "title": gettext("In brief"),
        "words": printable(body.in_brief) or body.followers_sentence,
        "points": [],
    }


def _done(body: ReportBody) -> dict[str, Any]:
    words = gettext("Nothing went out in this month.")
    if body.n_posts:
        networks = sorted({network_name(post.network) for post in body.posts})
        words = ngettext(
            "%(n)s post went out, on %(networks)s.", "%(n)s posts went out, on %(networks)s.", body.n_posts
        ) % {"n": wording.number(body.n_posts), "networks": ", ".join(networks)}  # fmt: skip
    return {
        "title": gettext("What we did"),
        "words": words,
        "points": [
            {"first": wording.number(post.engagements or 0), "rest": _named(post)}
            for post in body.best
        ],
    }


def _next(body: ReportBody) -> dict[str, Any]:
    words = [printable(body.next_steps)] if body.next_steps else []
    if body.coming:
        words.append(
            ngettext(
                "%(n)s post is scheduled for the month after.",
                "%(n)s posts are scheduled for the month after.",
                len(body.coming),
            )
            % {"n": wording.number(len(body.coming))}
        )
    return {
        "title": gettext("What we will do"),
        "words": "\n\n".join(words) or gettext("To be agreed together."),
        "points": [],
    }


def _towards(body: ReportBody) -> list[dict[str, Any]]:
    """Where each goal stands, in a line; the appendix has the table."""
    if not body.goals:
        return []
    of = gettext("of %(target)s: %(title)s, %(standing)s")
    points = [
        {
            "first": goal.value,
            "rest": of
            % {
                "target": goal.target,
                "title": printable(goal.title),
                "standing": str(goal.look.word).lower(),
            },
        }
        for goal in body.goals[:N_GOALS]
    ]
    n_more = len(body.goals) - len(points)
    words = ngettext("%(n)s more in the appendix.", "%(n)s more in the appendix.", n_more)
    return [
        {
            "title": gettext("Towards the goals"),
            "words": "",
            "points": points
            + ([{"first": "", "rest": words % {"n": wording.number(n_more)}}] if n_more else []),
        }
    ]


def _needs(body: ReportBody) -> list[dict[str, Any]]:
    if not body.needs:
        return []
    return [
        {"title": gettext("What we need from you"), "words": printable(body.needs), "points": []}
    ]


def _named(post: ReportPost) -> str:
    return printable(post.words) or gettext("Post without words")


def _number(value: int | None) -> str | None:
    return None if value is None else wording.number(value)


def _goals(body: ReportBody) -> list[dict[str, Any]]:
    """The goals as the page has them; lines of a cell after its first are set quietly."""
    if not body.goals:
        return []
    return [
        {
            "title": gettext("Towards the goals"),
            "columns": [
                gettext("Goal"),
                gettext("Baseline"),
                gettext("At the end of the month"),
                gettext("Target"),
            ],
            "widths": ["1fr", "auto", "auto", "auto"],
            "right": [1, 3],
            "rows": [
                [
                    f"{printable(goal.title)}\n{printable(goal.measure)}, {printable(goal.said_by)}",
                    goal.baseline,
                    f"{goal.value} {goal.look.word}"
                    + (f"\n{wording.weekday(goal.as_of)}" if goal.as_of else ""),
                    f"{goal.target}\n{wording.long_day(goal.to_on)}",
                ]
                for goal in body.goals
            ],
            "note": "",
            "empty": "",
        }
    ]


def _went_out(body: ReportBody) -> dict[str, Any]:
    zone = ZoneInfo(body.zone)
    clicks = [gettext("Clicks on our own links")] if body.has_own_clicks else []
    left_out = ngettext("and %(n)s more post", "and %(n)s more posts", body.n_left_out)
    return {
        "title": gettext("What went out"),
        "columns": [
            gettext("Post"), gettext("Day"), gettext("Network"), gettext("Engagements"),
            gettext("Likes"), gettext("Comments"), gettext("Shares"), *clicks,
        ],
        "widths": ["1fr", *["auto"] * (6 + len(clicks))],
        "right": [3, 4, 5, 6, 7][: 4 + len(clicks)],
        "rows": [
            [
                _named(post),
                _day(post.published_at, zone),
                network_name(post.network),
                *(_number(n) for n in (post.engagements, post.likes, post.comments, post.shares)),
                *([_number(post.own_clicks)] if clicks else []),
            ]
            for post in body.posts
        ],
        "note": left_out % {"n": wording.number(body.n_left_out)} if body.n_left_out else "",
        "empty": gettext("Nothing went out in this month."),
    }  # fmt: skip


def _per_day(body: ReportBody) -> dict[str, Any]:
    """The numbers of the chart: the same rows as under the chart of the page."""
    picture = body.engagements
    return {
        "title": gettext("Engagements per day"),
        "columns": picture.columns,
        "widths": ["1fr", *["auto"] * (len(picture.columns) - 1)],
        "right": list(range(1, len(picture.columns))),
        "rows": picture.rows,
        # Short rows, as many as the month has days: side by side they take half the room.
        "halves": True,
        "note": picture.source,
        "empty": gettext("Nothing was collected in this period."),
    }


def _coming(body: ReportBody) -> list[dict[str, Any]]:
    if not body.coming:
        return []
    zone = ZoneInfo(body.zone)
    return [
        {
            "title": gettext("Scheduled for the month after"),
            "columns": [gettext("Post"), gettext("Day"), gettext("Network")],
            "widths": ["1fr", "auto", "auto"],
            "right": [],
            "rows": [
                [
                    printable(post.words) or gettext("Post without words"),
                    _day(post.due_at, zone),
                    network_name(post.network),
                ]
                for post in body.coming
            ],
            "note": "",
            "empty": "",
        }
    ]


def _compared(body: ReportBody, colour: str) -> list[dict[str, Any]]:
    """The client's channels and the others, network by network; followers are drawn, and weeks nobody looked stay open."""
    if not body.rivals:
        return []
    return [
        {
            "title": body.rivals_word,
            "columns": [
                gettext("Who"),
                gettext("Followers"),
                gettext("Posts a week"),
                gettext("Engagements per post, median"),
            ],
            "widths": ["1fr", "auto", "auto", "auto"],
            "right": [1, 2, 3],
            "rows": [
                [
                    f"{printable(each.name)}\n{network_name(each.network)}, {printable(each.handle)}",
                    {
                        "words": "\n".join(filter(None, (each.followers or "–", each.gaps))),
                        "drawing": charts.spark_on_paper(each.weeks, colour=colour),
                        "alt": each.gaps or gettext("Followers"),
                    },
                    each.per_week,
                    "\n".join(filter(None, (each.middle or "–", each.spread))),
                ]
                for each in body.rivals
            ],
            "note": gettext(
                "What anybody can see of the month; followers week by week up to its end."
            ),
            "empty": "",
        }
    ]


def _quality(body: ReportBody) -> list[dict[str, Any]]:
    """The four quality figures as the page ends with them, each with its parts quietly below its name."""
    if not body.quality:
        return []
    return [
        {
            "title": gettext("Quality"),
            "columns": [gettext("Figure and its parts"), gettext("of 100")],
            "widths": ["1fr", "auto"],
            "right": [1],
            "rows": [
                [
                    "\n".join(
                        line
                        for line in (
                            each.name,
                            each.why_none,
                            " · ".join(f"{name}: {found}" for name, found in each.parts),
                        )
                        if line
                    ),
                    gettext("not measured") if each.score is None else wording.number(each.score),
                ]
                for each in body.quality
            ],
            "note": "",
            "empty": "",
        }
    ]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return wording.weekday(at.astimezone(zone).date())
