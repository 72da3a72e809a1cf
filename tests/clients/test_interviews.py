"""The first interview: answers are kept as they are typed, by two at once too, and become a version of the brief."""

from __future__ import annotations

from html import unescape

from django.test import Client
from django.urls import reverse

from clients.actions import strategy
from clients.asked import ASKED
from clients.interview import QUESTIONS, asked_of, lines_of, n_answered, parts_of_brief
from clients.kinds import KINDS
from clients.models import Audience, Brief, Interview
from clients.models import Client as Ours
from clients.objectives import AIMS, Objective
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn


def _write(cast: Cast, **parts: object) -> Brief:
    return strategy.save_brief(by=cast.alice, client=cast.client, parts=parts, now=make.NOW)


def _url(cast: Cast, name: str) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug])


def test_the_interview_is_kept_as_it_is_typed_and_taken_up_by_another(
    cast: Cast, sign_in: SignIn
) -> None:
    bruno = sign_in(cast.bruno)
    save = _url(cast, "brief_interview_save")

    first = bruno.post(save, {"edit_number": "0", "based_on": "0", "trade": "We make wine"}).json()
    second = bruno.post(
        save,
        {
            "edit_number": str(first["edit_number"]),
            "based_on": str(first["based_on"]),
            "trade": "We make wine",
            "thanks": "Time",
        },
    ).json()

    assert first["words"] == "1 answer of 12 kept"
    assert second["words"] == "2 answers of 12 kept"
    page = sign_in(cast.alice).get(_url(cast, "brief_interview")).content.decode()
    assert "We make wine" in page
    stale = sign_in(cast.alice).post(save, {"edit_number": "1", "based_on": "0", "trade": "Wines"})
    assert stale.status_code == 409
    assert Interview.objects.get().answers["trade"] == "We make wine"


def test_the_answers_become_a_version_and_the_first_audience(cast: Cast, sign_in: SignIn) -> None:
    _write(cast, positioning="Kept", sector="Old")
    browser = sign_in(cast.bruno)

    page = browser.post(
        _url(cast, "brief_interview"),
        {
            "edit_number": "0",
            "based_on": "1",
            "deed": "fill",
            "trade": "Three wines, visits on Sundays",
            "year": "Harvest in September",
            "others": "The cellars on the main road",
            "thanks": "Time\nSilence",
            "reach": "Couples from 45 to 65, within an hour by car",
            "is_social_only": "on",
            "one_thing": ["sell"],
        },
    )

    brief = Brief.objects.current(cast.client)
    assert page.status_code == 302
    assert brief is not None
    assert brief.sector == "Three wines, visits on Sundays"
    assert brief.field == "Harvest in September\n\nThe cellars on the main road"
    assert brief.strengths == ["Time", "Silence"]
    assert brief.positioning == "Kept"
    assert brief.objectives == ["sell"]
    assert brief.is_social_only
    audience = Audience.objects.default_of(cast.client)
    assert audience is not None
    assert audience.name == "Couples from 45 to 65"
    # once more makes no second audience
    browser.post(
        _url(cast, "brief_interview"),
        {"edit_number": "1", "based_on": "2", "deed": "fill", "reach": "All"},
    )
    assert Audience.objects.count() == 1


def _fill(browser: Client, cast: Cast, *, based_on: int, **answers: object) -> str:
    """Presses the button as the page stands, and what is said then."""
    interview = Interview.objects.first()
    data = {"edit_number": str(interview.edit_number if interview else 0), "deed": "fill"}
    page = browser.post(
        _url(cast, "brief_interview"), {**data, "based_on": str(based_on), **answers}, follow=True
    )
    return page.content.decode()


def test_an_answer_that_did_not_change_goes_over_no_newer_words(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.bruno)
    _fill(browser, cast, based_on=0, trade="We make bread", year="Quiet in January")
    _write(cast, sector="A bakery of the mountains", field="Quiet in January and February")
    page = browser.get(_url(cast, "brief_interview")).content.decode()
    assert "unless you change this answer: A bakery of the mountains" in page

    _fill(
        browser,
        cast,
        based_on=2,
        trade="We make bread",
        year="Quiet in January",
        worries="Frost",
        others="The mill",
    )

    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert (brief.number, brief.sector, brief.threats) == (
        3,
        "A bakery of the mountains",
        ["Frost"],
    )
    # a second question of the same part is added to what others wrote
    assert brief.field == "Quiet in January and February\n\nThe mill"
    # an answer that is changed before one's eyes goes into the brief
    _fill(browser, cast, based_on=3, trade="Bread and cakes", others="The mills")
    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert (brief.sector, brief.threats) == ("Bread and cakes", ["Frost"])
    assert brief.field == "Quiet in January and February\n\nThe mills"


def test_an_answer_kept_before_the_brief_was_written_leaves_it(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)
    save = _url(cast, "brief_interview_save")
    browser.post(save, {"edit_number": "0", "based_on": "0", "trade": "Bread", "job": "Show us"})
    _write(cast, sector="A bakery of the mountains")

    said = _fill(browser, cast, based_on=1, trade="Bread", job="Show us")

    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert (brief.number, brief.sector, brief.purpose) == (
        2,
        "A bakery of the mountains",
        "Show us",
    )
    assert "Left as the brief says, because it was written there later: Sector." in said
    # the same again makes nothing and says so
    said = _fill(browser, cast, based_on=2, trade="Bread", job="Show us")
    assert "Nothing in the brief changed by them" in said
    assert Brief.objects.count() == 2


def test_a_version_that_came_while_one_asked_is_shown_before_anything_is_made(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.bruno)
    _write(cast, sector="A bakery <b>of the mountains</b>")

    said = _fill(browser, cast, based_on=0, trade="Bread", worries="Frost")

    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert (brief.number, brief.threats) == (1, [])
    assert "saved version 1 meanwhile" in said
    assert "A bakery &lt;b&gt;of the mountains&lt;/b&gt;" in said
    assert 'name="based_on" value="1"' in said
    _fill(browser, cast, based_on=1, trade="Bread", worries="Frost")
    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert (brief.sector, brief.threats) == ("A bakery <b>of the mountains</b>", ["Frost"])


def test_an_interview_answered_by_two_at_once_shows_the_other_answers(
    cast: Cast, sign_in: SignIn
) -> None:
    strategy.answer_interview(
        by=cast.alice,
        client=cast.client,
        answers={"trade": "We make wine"},
        edit_number=0,
        based_on=0,
        now=make.NOW,
    )

    page = sign_in(cast.bruno).post(
        _url(cast, "brief_interview"),
        {"edit_number": "0", "based_on": "0", "deed": "later", "trade": "Wines"},
    )

    shown = page.content.decode()
    assert page.status_code == 409
    assert "answered meanwhile" in shown
    assert "We make wine" in shown
    assert ">\nWines</textarea>" in shown
    assert 'name="edit_number" value="1"' in shown


def test_every_kind_is_asked_in_its_own_words(cast: Cast, sign_in: SignIn) -> None:
    assert set(ASKED) == set(AIMS) == set(KINDS)
    names = {question.name for question in QUESTIONS}
    said: dict[str, str] = {}
    for kind in KINDS:
        assert names <= set(ASKED[kind])
        assert set(AIMS[kind]) == set(Objective.values)
        for question in QUESTIONS:
            words = str(asked_of(kind, question).asks)
            assert said.setdefault(words, kind) == kind, words
    mayor = make.client(cast.alice, "Elena Tornaquercia", kind="public_figure")
    url = reverse("clients:brief_interview", args=[mayor.slug])
    page = unescape(sign_in(cast.alice).get(url).content.decode())
    assert "1. Which office, until when, and whose is each page" in page
    assert "Sell: only what has a price" in page
    assert "What do you do, and for whom?" not in page
    # the same names fill the same parts: a client whose kind was wrong keeps its answers
    browser = sign_in(cast.alice)
    browser.post(url, {"edit_number": "0", "based_on": "0", "deed": "later", "trade": "A mill"})
    Ours.objects.filter(pk=mayor.pk).update(kind="company")
    assert ">\nA mill</textarea>" in browser.get(url).content.decode()


def test_the_questions_are_twelve_and_fill_known_parts() -> None:
    assert len(QUESTIONS) == 12
    assert len({question.name for question in QUESTIONS}) == 12
    assert {question.fills for question in QUESTIONS} <= {*strategy.PARTS, "audience"}
    nothing: dict[str, object] = {}
    assert parts_of_brief({}, filled={}, says={}, said=nothing) == ({}, [])
    assert parts_of_brief({"one_thing": ["sell", "fly"]}, filled={}, says={}, said=nothing) == (
        {"objectives": ["sell"]},
        [],
    )
    assert n_answered({"is_social_only": True, "trade": ""}) == 1
    assert lines_of(" - a\n\n* b \na\n") == ["a", "b"]
