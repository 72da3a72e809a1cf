"""A month's report has the client beside the others: frozen with it, gaps left open, by the name its kind gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from analytics.actions import reporting
from analytics.models import Report
from analytics.views.showing_print import pdf_of, sheet_of
from clients.models import (
    Client,
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
    Kind,
)
from people.models import Member
from tests import make_numbers as make
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER_2 = date(2026, 11, 1), datetime(2026, 12, 2, 9, tzinfo=UTC)


def report_of(home: make.House) -> Report:
    return reporting.make_report(
        by=home.owner, client=home.client, month_on=NOVEMBER, now=DECEMBER_2
    )


def rival(home: make.House, name: str, *, network: str = "mastodon", is_read: bool = True) -> Any:
    """Somebody the client is compared with, on one network."""
    of = {"agency": home.agency, "client": home.client}
    began = datetime(2026, 8, 1, tzinfo=UTC)
    competitor = Competitor.objects.create(**of, name=name, created_at=began)
    return CompetitorProfile.objects.create(
        **of, competitor=competitor, network=network, host="https://social.example", name=name.lower(),
        handle=f"@{name.lower()}", is_read=is_read, read_at=DECEMBER_2, next_at=DECEMBER_2 if is_read else None,
    )  # fmt: skip


def seen(profile: Any, on: date, followers: int, *, by: Member | None = None, **more: int) -> None:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    CompetitorReading.objects.create(
        agency=profile.agency, client=profile.client, profile=profile, day_on=on, taken_at=at, entered_by=by,
        followers=followers, **more,
    )  # fmt: skip


def posted(profile: Any, n: int, on: date, engagements: int) -> None:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    CompetitorPost.objects.create(
        agency=profile.agency, client=profile.client, profile=profile, remote_id=str(n),
        url=f"https://a.example/{n}", published_at=at, engagements=engagements, seen_at=DECEMBER_2,
    )  # fmt: skip


def watched(home: make.House) -> Any:
    """One that posted six times in November and twice outside of it, unread for two weeks in October."""
    profile = rival(home, "Altanebbia")
    for n, day in enumerate((2, 7, 12, 17, 22, 30)):
        posted(profile, n, date(2026, 11, day), 10 * (n + 1))
    posted(profile, 90, date(2026, 10, 31), 900)
    posted(profile, 91, date(2026, 12, 1), 900)
    for week in range(13):
        if week not in (5, 6):
            seen(profile, date(2026, 11, 30) - timedelta(weeks=week), 900 - 10 * week)
    seen(profile, date(2026, 12, 1), 5000)
    return profile


def page_of(home: make.House, report: Report, sign_in: SignIn) -> str:
    url = reverse("analytics:report", args=[home.client.slug, report.public_id])
    return sign_in(home.owner).get(url).content.decode()


def test_the_month_is_told_beside_the_others_and_does_not_change_any_more(sign_in: SignIn) -> None:
    home = make.house(language="en")
    make.story(
        make.publication(home.channel, at=datetime(2026, 11, 5, 10, tzinfo=UTC)),
        {datetime(2026, 11, 6, 20, tzinfo=UTC): {"likes": 12, "comments": 3}},
    )
    profile = watched(home)
    report = report_of(home)
    ours, theirs = report.figures["compared"]
    assert (ours["is_own"], ours["name"]) == (True, home.client.name)
    assert (theirs["name"], theirs["handle"]) == ("Altanebbia", "@altanebbia")
    figures = theirs["figures"]
    # Six posts of thirty days; what came the day before and after is of other months.
    assert figures["per_week"] == pytest.approx(6 / (30 / 7))
    assert (figures["n"], figures["middle"], figures["low"], figures["high"]) == (6, 35, 10, 60)
    assert figures["followers"] == 900
    assert figures["weeks"].count(None) == 2

    frozen = dict(report.figures)
    posted(profile, 50, date(2026, 11, 20), 9000)
    report.refresh_from_db()
    assert report.figures == frozen
    page = page_of(home, report, sign_in)
    part = page.partition('id="report-compared"')[2].partition("</section>")[0]
    assert "Competitors" in part
    assert "Altanebbia" in part
    assert "35" in part
    assert "2 weeks of 13 without a figure" in part
    # The line is drawn in pieces where nobody looked.
    (drawn,) = [each for each in part.split('<path d="')[1:] if each.count("L") > 5]
    assert drawn.partition('"')[0].count("M") == 2


def test_its_print_has_it_with_the_same_gaps() -> None:
    home = make.house(language="en")
    watched(home)
    report = report_of(home)
    (table,) = [each for each in sheet_of(report)["tables"] if each["title"] == "Competitors"]
    (row,) = [each for each in table["rows"] if each[0].startswith("Altanebbia")]
    assert row[1]["words"].startswith("900")
    assert row[1]["drawing"].count("M") == 2
    assert pdf_of(report).startswith(b"%PDF")


def test_a_public_body_has_comparisons(sign_in: SignIn) -> None:
    home = make.house(language="en")
    Client.objects.filter(pk=home.client.pk).update(kind=Kind.PROJECT)
    home.client.refresh_from_db()
    watched(home)
    page = page_of(home, report_of(home), sign_in)
    assert "Comparisons" in page.partition('id="report-compared"')[2].partition("</h2>")[0]


def test_what_nobody_looked_at_is_not_compared(sign_in: SignIn) -> None:
    home = make.house(language="en")
    rival(home, "Mai vista", network="instagram", is_read=False)
    late = rival(home, "Vista dopo")
    seen(late, date(2026, 12, 1), 70)
    report = report_of(home)
    assert report.figures["compared"] == []
    assert "report-compared" not in page_of(home, report, sign_in)


def test_what_a_person_counted_is_a_mean_and_says_so(sign_in: SignIn) -> None:
    home = make.house(language="en")
    profile = rival(home, "Pian dei Cerri", network="instagram", is_read=False)
    for week in range(3):
        on = date(2026, 11, 27) - timedelta(weeks=week)
        seen(profile, on, 310, by=home.owner, n_new=2, n_engagements=30)
    report = report_of(home)
    (theirs,) = report.figures["compared"]
    assert theirs["figures"]["is_mean"] is True
    assert theirs["figures"]["middle"] == 15
    page = page_of(home, report, sign_in)
    assert "on average, as counted by hand, n = 6" in page


def test_a_report_of_before_has_none(sign_in: SignIn) -> None:
    home = make.house(language="en")
    report = report_of(home)
    stored = {name: each for name, each in report.figures.items() if name != "compared"}
    Report.objects.filter(pk=report.pk).update(figures=stored)
    assert "report-compared" not in page_of(home, report, sign_in)
