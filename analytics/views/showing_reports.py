"""A report's frozen figures as its page takes them, in the report's own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from analytics import wording
from analytics.models import Report
from analytics.queries.reports import figures_of
from analytics.views import showing
from analytics.views.showing_report_compared import ReportRival, report_rivals
from analytics.views.showing_report_goals import ReportGoal, report_goals
from clients.words.competitors import rivals_word_of

N_BEST = 3


@dataclass(frozen=True, slots=True)
class ReportPost:
    """A line of "what went out"."""

    words: str
    url: str
    network: str
    published_at: datetime
    engagements: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    own_clicks: int | None


@dataclass(frozen=True, slots=True)
class ComingPost:
    """A line of "what comes next"."""

    words: str
    network: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReportQuality:
    """One of the four quality figures: of 100, or why there is none; its parts with what was found."""

    name: str
    score: int | None
    why_none: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReportBody:
    """Everything the page of a report shows."""

    language: str
    zone: str
    month: str
    lead: str
    cells: list[showing.Cell]
    engagements: showing.Picture
    followers_sentence: str
    posts: list[ReportPost]
    n_posts: int
    n_left_out: int
    coming: list[ComingPost]
    goals: list[ReportGoal]
    # What others are called whom the client is compared with, and the accounts of both.
    rivals_word: str
    rivals: list[ReportRival]
    quality: list[ReportQuality]
    source: str
    collected_at: datetime
    in_brief: str
    next_steps: str
    needs: str
    is_finished: bool

    @property
    def has_own_clicks(self) -> bool:
        """Whether a post of it has a link of ours."""
        return any(post.own_clicks is not None for post in self.posts)

    @property
    def best(self) -> list[ReportPost]:
        """The posts that people did most with."""
        return [post for post in self.posts if post.engagements][:N_BEST]


def body_of(report: Report, *, language: str = "") -> ReportBody:
    """The page's content in the language of the report, or for a mail in the reader's."""
    known = figures_of(report)
    zone = ZoneInfo(report.time_zone)
    stored: dict[str, Any] = report.figures
    posts = [_post(each) for each in stored["posts"]]
    language = language or report.language
    with translation.override(language):
        source = showing.source_line(known, zone=zone, now=None)
        best = max(
            ((post.engagements, post.words) for post in posts if post.engagements), default=None
        )
        return ReportBody(
            language=language,
            zone=report.time_zone,
            month=wording.month_name(report.month_on),
            lead=wording.lead(known, best=(best[1], best[0]) if best else None, is_month=True),
            cells=showing.cells(known, source=source, is_month=True),
            engagements=showing.engagements_picture(known, source=source, is_read_later=True),
            followers_sentence=wording.followers_sentence(known, is_month=True),
            posts=posts,
            n_posts=stored["n_posts"],
            n_left_out=stored["n_posts"] - len(posts),
            coming=[
                ComingPost(each["words"], each["network"], datetime.fromisoformat(each["due_at"]))
                for each in stored["coming"]
            ],
            # Reports of before there were goals, comparisons or quality figures have none.
            goals=report_goals(stored.get("goals", ())),
            rivals_word=rivals_word_of(stored.get("kind", "")),
            rivals=report_rivals(stored.get("compared", ())),
            quality=[_quality(each) for each in stored.get("quality", ())],
            source=source,
            collected_at=report.collected_at,
            in_brief=report.in_brief,
            next_steps=report.next_steps,
            needs=report.needs,
            is_finished=not any(day.is_open for day in known.days)
            and len(known.days) == known.period.n_days,
        )


def file_name(report: Report) -> str:
    """What the printed report is called where it is kept: report-tenuta-trecorvi-2026-11.pdf, in the active language."""
    return f"{gettext('report')}-{report.client.slug}-{report.month_on:%Y-%m}.pdf"


def _quality(stored: dict[str, Any]) -> ReportQuality:
    parts = [(name, found) for name, found in stored["parts"]]
    return ReportQuality(stored["name"], stored["score"], stored["why_none"], parts)


def _post(stored: dict[str, Any]) -> ReportPost:
    return ReportPost(
        words=stored["words"],
        url=stored["url"],
        network=stored["network"],
        published_at=datetime.fromisoformat(stored["published_at"]),
        engagements=stored["engagements"],
        likes=stored["likes"],
        comments=stored["comments"],
        shares=stored["shares"],
        own_clicks=stored.get("own_clicks"),
    )
