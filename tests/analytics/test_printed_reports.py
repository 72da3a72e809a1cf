"""Reports on paper: page one is one page whatever was written, nobody's words are commands, the file is the report's."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from analytics import tasks
from analytics.actions import printing, reporting
from analytics.models import PdfState, Report
from analytics.printing import printable
from analytics.typefaces import typefaces
from analytics.views.showing_print import pdf_of, sheet_of
from analytics.views.showing_reports import body_of
from people.clock import database_now
from people.models import AuditEntry
from tests import make_goals
from tests import make_numbers as make
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)
DECEMBER_2 = datetime(2026, 12, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def report_of(home: make.House, *, n_posts: int = 3, **words: str) -> Report:
    for n in range(n_posts):
        born = datetime(2026, 11, 5, 10, tzinfo=UTC) + timedelta(hours=7 * n)
        post = make.publication(
            home.channel, at=born, text=f"Vendemmia {n} & co. #let x = [*no*] $1$"
        )
        make.story(
            post, {born + timedelta(hours=h): {"likes": h * (n + 1), "comments": 1} for h in (2, 30)}
        )  # fmt: skip
    report = reporting.make_report(
        by=home.owner, client=home.client, month_on=NOVEMBER, now=DECEMBER_2
    )
    return reporting.write_words(
        by=home.owner,
        report=report,
        now=DECEMBER_2,
        **{
            "in_brief": "Un mese di potature.",
            "next_steps": "Altri due reel.",
            "needs": "",
            **words,
        },
    )


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_page_one_says_the_month_and_the_appendix_lists_the_posts() -> None:
    home = make.house()
    report = report_of(home)
    first, appendix = (flat(page) for page in pages(pdf_of(report)))
    for words in ("novembre 2026", "Tenuta Trecorvi", "Un mese di potature.", "Altri due reel."):
        assert words in first
    engagements = report.figures["figures"][0][1]
    assert str(engagements) in first
    assert "1 / 2" in first
    assert "Vendemmia 0 & co. #let x = [*no*] $1$" in appendix
    assert "Un mese di potature." not in appendix


def test_page_one_has_the_five_blocks_in_their_order() -> None:
    home = make.house(language="en")
    goal = make_goals.goal(home.owner, home.client, title="Visits booked")
    make_goals.declared(home.owner, goal.source, ("2026-11-01", "2026-11-30", 27), now=DECEMBER_2)
    first, *_rest = pages(pdf_of(report_of(home, needs="Due mattine in vigna.")))
    titles = [block["title"] for block in sheet_of(report_of(home, needs="Due mattine."))["blocks"]]
    assert titles == [
        "In brief", "Towards the goals", "What we did", "What we will do", "What we need from you",
    ]  # fmt: skip
    for words in (*titles, "27", "of 40: Visits booked", "Due mattine in vigna."):
        assert words in flat(first)


@pytest.mark.parametrize(
    "words",
    ["parola assai lunga " * 105, "riga\n" * 390 + "fine", "x" * 1999, "\n\n\n" * 600 + "fine"],
    ids=["long", "lines", "one word", "blank"],
)
def test_page_one_is_one_page_whatever_is_written(words: str) -> None:
    home = make.house()
    words = words[:2000]
    report = report_of(home, n_posts=40, in_brief=words, next_steps=words, needs=words)
    found = pages(pdf_of(report))
    heads = [number for number, page in enumerate(found) if "novembre 2026" in page.split("\n")[0]]
    assert heads == [0]
    assert "1 / " in found[0]
    assert found[1].startswith(("Appendice", "Appendix"))
    letters = "".join("".join(found).split()).replace("\u200b", "")
    wanted = "".join(words.split())
    # All of it is somewhere: on page one, or whole in the appendix.
    assert letters.replace("-", "").count(wanted.replace("-", "")[:150]) >= 2


def test_the_print_speaks_the_clients_language_and_wears_its_colour() -> None:
    italian, english = make.house(language="it"), make.house(language="en")
    english.client.colour = "#123456"
    english.client.save()
    first = pages(pdf_of(report_of(english)))[0]
    assert "Report, November 2026" in first
    assert "What we will do" in first
    sheet = sheet_of(Report.objects.select_related("client__agency").get(client=english.client))
    assert sheet["colour"] == "#123456"
    assert "#123456" in sheet["chart"]
    assert "What we will do" not in pages(pdf_of(report_of(italian)))[0]


def test_the_chart_on_paper_is_the_chart_of_the_page() -> None:
    home = make.house(language="en")
    report = report_of(home)
    sheet = sheet_of(report)
    assert 'class="gap"' in sheet["chart"] or 'class="series"' in sheet["chart"]
    days = [row[0] for row in sheet["tables"][1]["rows"]]
    assert len(days) == len(report.figures["days"])


def test_the_goals_of_the_month_stand_on_paper_with_the_figures_of_the_page() -> None:
    home = make.house(language="en")
    goal = make_goals.goal(home.owner, home.client, title="Visits booked #strong[now]")
    make_goals.declared(home.owner, goal.source, ("2026-11-01", "2026-11-30", 27), now=DECEMBER_2)
    report = report_of(home)
    appendix = flat("".join(pages(pdf_of(report))[1:]))
    (own,) = body_of(report).goals
    assert (own.value, own.look.word) == ("27", "on track")
    for words in (
        "Towards the goals", "Visits booked #strong[now]", "visits a month, declared by Paola Ridolfi",
        "22", "27 on track", "Mon 30 Nov", "30 April 2027",
    ):  # fmt: skip
        assert words in appendix
    assert "Towards the goals" not in [
        table["title"] for table in sheet_of(report_of(make.house()))["tables"]
    ]


def test_the_quality_of_the_month_is_frozen_with_its_parts_and_names_no_post(
    sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    home = make.house(language="en")
    report = report_of(home, n_posts=6)
    with django_assert_num_queries(0):
        body = body_of(report)
    assert [(each.name, each.score is None) for each in body.quality] == [
        ("Professionalism", False), ("Attention", False), ("Continuity", True), ("Originality", True),
    ]  # fmt: skip
    assert ("Still standing", "6 of 6") in body.quality[0].parts
    assert ("Approved in stock", "not measured") in body.quality[2].parts
    page = sign_in(home.owner).get(
        reverse("analytics:report", args=[home.client.slug, report.public_id])
    )
    words = page.content.decode()
    assert "Still standing: 6 of 6" in words
    assert "not measured" in words
    assert "Vendemmia" not in str(report.figures["quality"])
    appendix = flat("".join(pages(pdf_of(report))[1:]))
    assert "Professionalism" in appendix
    assert "Still standing: 6 of 6" in appendix
    assert "not measured" in appendix
    report.figures.pop("quality")
    assert body_of(report).quality == []
    assert "Quality" not in [table["title"] for table in sheet_of(report)["tables"]]


def test_a_month_of_goals_posts_days_and_quality_is_two_pages() -> None:
    home = make.house(language="en")
    goal = make_goals.goal(home.owner, home.client, title="Visits booked")
    make_goals.declared(home.owner, goal.source, ("2026-11-01", "2026-11-30", 27), now=DECEMBER_2)
    found = pages(pdf_of(report_of(home, n_posts=9)))
    assert len(found) == 2
    # Every day of the month is there, in two columns.
    assert all(f"{day} Nov" in flat(found[1]) for day in range(1, 31))


def test_it_is_tagged_and_set_in_the_typefaces_of_the_pages(tmp_path: Path) -> None:
    sources = django_settings.BASE_DIR / "static" / "dist" / "fonts"
    if not sources.is_dir():
        pytest.skip("the front end is not built: no typefaces to cut")
    (folder,) = typefaces(sources=sources, kept=tmp_path / "print")
    assert len(list(folder.glob("*.ttf"))) == 3
    assert typefaces(sources=sources, kept=tmp_path / "print") == [folder]
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(report_of(make.house()))))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]  # type: ignore[index]
    names = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any(name.startswith("SourceSans3") for name in names)
    assert typefaces(sources=tmp_path / "nowhere", kept=tmp_path / "print") == []


def test_what_no_typeface_has_does_not_stop_the_printer() -> None:
    home = make.house(name="Trecorvi 🍇 葡萄")
    assert "Trecorvi" in pages(pdf_of(report_of(home, in_brief="Bene 👍🏽\x07 così")))[0]
    assert printable("Bene 👍🏽\x07 così\n\n\n\nciao") == "Bene  così\n\nciao"


def test_an_address_goes_over_the_line_after_a_sign_and_without_a_hyphen() -> None:
    def lines(words: str) -> list[str]:
        return printable(words).split("\u200b")

    long = "https://www.example.org/@irma/lunghissima"
    assert lines(long) == ["https://www.", "example.", "org/", "@irma/", "lunghissima"]
    assert lines("@lanternestorte@127.0.0.1") == ["@lanternestorte@", "127.", "0.", "0.", "1"]
    assert lines("irma@uno.example") == ["irma@uno.example"]
    assert lines("e" * 50) == ["e" * 24, "e" * 24, "ee"]
    body = pages(pdf_of(report_of(make.house(), in_brief=f"Sta su {long}, da leggere")))[0]
    said = "".join(body.split()).replace("\u200b", "")
    assert long in said


def test_the_printer_takes_what_waits_and_the_file_can_be_had(sign_in: SignIn) -> None:
    home = make.house()
    report = report_of(home)
    _, token = reporting.make_link(by=home.owner, report=report, label="Carla", now=database_now())
    own = reverse("analytics:report_pdf", args=[home.client.slug, report.public_id])
    theirs = reverse("analytics:shared_pdf", args=[token])
    page = reverse("analytics:report", args=[home.client.slug, report.public_id])
    browser, stranger = sign_in(home.owner), sign_in(None)
    assert browser.get(own).url == page
    assert stranger.get(theirs).url == reverse("analytics:shared_report", args=[token])
    assert f'href="{own}"' not in browser.get(page).content.decode()
    assert 'data-controller="poll"' in browser.get(page).content.decode()
    tasks.print_reports()
    report.refresh_from_db()
    assert report.pdf_state == PdfState.MADE
    assert f'href="{own}"' in browser.get(page).content.decode()
    assert theirs in stranger.get(reverse("analytics:shared_report", args=[token])).content.decode()
    for answer in (browser.get(own), stranger.get(theirs)):
        assert answer["Content-Type"] == "application/pdf"
        assert "attachment" in answer["Content-Disposition"]
        assert len(answer.content) == report.n_pdf_bytes
        assert pages(answer.content)
    assert "no-store" in stranger.get(theirs)["Cache-Control"]
    link = report.links.get()
    assert link.n_views == 0
    reporting.revoke_link(by=home.owner, link=link, now=database_now())
    assert stranger.get(theirs).status_code == 410


def test_new_words_are_printed_again_and_the_old_print_goes() -> None:
    home = make.house()
    report = report_of(home)
    now = database_now()
    assert printing.print_due(compose=lambda _: b"%PDF one", now=now) == 1
    report.refresh_from_db()
    old = report.pdf_name
    assert default_storage.exists(old)
    assert printing.print_due(compose=lambda _: b"%PDF two", now=now) == 0
    reporting.write_words(
        by=home.owner, report=report, in_brief="Altro.", next_steps="", needs="", now=DECEMBER_2
    )
    assert printing.print_due(compose=lambda _: b"%PDF two", now=now) == 1
    report.refresh_from_db()
    assert not default_storage.exists(old)
    with default_storage.open(report.pdf_name) as file:
        assert file.read() == b"%PDF two"


def test_words_that_change_during_the_print_are_not_mistaken_for_it() -> None:
    home = make.house()
    report = report_of(home)

    def slow(each: Report) -> bytes:
        reporting.write_words(
            by=home.owner,
            report=each,
            in_brief="Nel frattempo.",
            next_steps="",
            needs="",
            now=DECEMBER_2,
        )
        return b"%PDF old"

    now = database_now()
    assert printing.print_due(compose=slow, now=now, limit=1) == 0
    report.refresh_from_db()
    assert (report.pdf_state, report.pdf_name) == (PdfState.WANTED, "")
    assert printing.print_due(compose=lambda _: b"%PDF new", now=now) == 1


def test_a_print_that_fails_three_times_waits_for_a_person(sign_in: SignIn) -> None:
    home = make.house()
    report = report_of(home)

    def broken(each: Report) -> bytes:
        raise ValueError("no paper")

    for _ in range(3):
        assert printing.print_due(compose=broken, now=database_now()) == 0
        Report.objects.filter(pdf_state=PdfState.WANTED).update(pdf_lease_until=None)
    report.refresh_from_db()
    assert report.pdf_state == PdfState.FAILED
    browser = sign_in(home.owner)
    address = reverse("analytics:report_pdf", args=[home.client.slug, report.public_id])
    assert browser.get(address).status_code == 302
    assert browser.post(address).status_code == 302
    tasks.print_reports()
    report.refresh_from_db()
    assert report.pdf_state == PdfState.MADE


def test_while_it_is_printed_its_step_is_shown_it_can_be_stopped_and_the_link_stays(
    sign_in: SignIn,
) -> None:
    home = make.house(language="en")
    report = report_of(home)
    home.owner.user.language = "en"
    home.owner.user.save(update_fields=["language"])
    browser = sign_in(home.owner)
    there = reverse("analytics:report", args=[home.client.slug, report.public_id])
    file = reverse("analytics:report_pdf", args=[home.client.slug, report.public_id])
    polls = f'data-poll-url-value="{there}"'
    own = Report.objects.filter(pk=report.pk)

    def part() -> str:
        answer = browser.get(there, headers={"hx-request": "true"}).content.decode()
        assert "<main" not in answer
        return str(answer)

    assert "1 of 2: it waits for its turn" in part()
    assert polls in part()
    own.update(pdf_lease_until=database_now() + timedelta(minutes=2))
    assert "2 of 2: it is being put together" in part()
    own.update(n_pdf_failures=1)
    assert "try 2 of 3" in part()

    assert browser.post(file, {"deed": "stop"}).url == there
    assert "The PDF was stopped." in part()
    assert polls not in part()
    tasks.print_reports()
    assert own.get().is_print_stopped
    assert AuditEntry.objects.filter(verb="report.print_stopped").count() == 1
    # Stopped while the printer is at it: what it made is thrown away, and a late failure changes nothing.
    browser.post(file)

    def stopped_meanwhile(each: Report) -> bytes:
        assert printing.stop(by=home.owner, report=each, now=database_now())
        return b"%PDF"

    def stopped_and_broken(each: Report) -> bytes:
        stopped_meanwhile(each)
        raise ValueError("no paper")

    for compose in (stopped_meanwhile, stopped_and_broken):
        assert printing.print_due(compose=compose, now=database_now(), limit=1) == 0
        assert own.get().is_print_stopped
        assert own.get().pdf_name == ""
        browser.post(file)
    assert "1 of 2: it waits for its turn" in part()
    tasks.print_reports()
    # Gone elsewhere and come back: the file stands there.
    browser.get(reverse("analytics:results", args=[home.client.slug]))
    for page in (part(), browser.get(there).content.decode()):
        assert f'href="{file}"' in page
        assert polls not in page
    assert browser.get(file)["Content-Type"] == "application/pdf"
    assert not printing.stop(by=home.owner, report=report, now=database_now())
