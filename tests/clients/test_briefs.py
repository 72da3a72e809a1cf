"""The brief: versions with their words, two people at once, the interview that fills it, who approved it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import onboarding, strategy
from clients.models import Brief
from clients.queries import briefs
from people.models import AuditEntry
from people.roles import Role
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn


def _write(cast: Cast, **parts: object) -> Brief:
    return strategy.save_brief(by=cast.alice, client=cast.client, parts=parts, now=make.NOW)


def _url(cast: Cast, name: str) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug])


def test_each_saving_is_a_version_and_the_same_again_is_none(cast: Cast) -> None:
    first = _write(cast, sector="Winery", strengths=["Time for people"])
    again = _write(cast, sector="Winery")
    second = _write(cast, sector="Winery with visits")

    assert again == first
    assert (first.number, second.number) == (1, 2)
    assert second.strengths == ["Time for people"]  # what was not given stays as it was
    assert Brief.objects.current(cast.client) == second
    assert Brief.objects.get(pk=first.pk).sector == "Winery"
    assert AuditEntry.objects.filter(verb="brief.written").count() == 2


def test_the_form_writes_a_version_with_its_reason(cast: Cast, sign_in: SignIn) -> None:
    _write(cast, sector="Winery")
    browser = sign_in(cast.bruno)

    page = browser.post(
        _url(cast, "brief_edit"),
        {
            "based_on": "1",
            "sector": "Winery with visits",
            "strengths": "- Time for people\n\n• Three wines\n- Time for people",
            "objectives": ["sell", "relate"],
            "is_social_only": "on",
            "why": "The call of Monday",
        },
    )

    brief = Brief.objects.current(cast.client)
    assert page.status_code == 302
    assert brief is not None
    assert brief.strengths == ["Time for people", "Three wines"]
    assert brief.objectives == ["sell", "relate"]
    assert (brief.why, brief.created_by, brief.is_social_only) == (
        "The call of Monday",
        cast.bruno,
        True,
    )
    shown = browser.get(_url(cast, "brief")).content.decode()
    assert "Winery with visits" in shown
    assert "Social networks only, by choice" in shown


def test_what_another_saved_meanwhile_is_shown_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn
) -> None:
    _write(cast, sector="Winery")
    _write(cast, sector="Winery of nine hectares")
    browser = sign_in(cast.bruno)
    typed = {"based_on": "1", "sector": "Winery of the hills", "positioning": "Nobody else walks"}

    page = browser.post(_url(cast, "brief_edit"), typed)

    shown = page.content.decode()
    assert page.status_code == 409
    assert "saved version 2 meanwhile" in shown
    assert "Nobody else walks" in shown
    assert "<ins>" in shown
    current = Brief.objects.current(cast.client)
    assert current is not None
    assert current.number == 2
    # saving again goes on from what was shown
    assert browser.post(_url(cast, "brief_edit"), {**typed, "based_on": "2"}).status_code == 302


def test_a_line_that_is_a_paragraph_is_refused_and_kept(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.alice)
    long = "x" * 201

    page = browser.post(_url(cast, "brief_edit"), {"based_on": "0", "threats": f"Hail\n{long}"})

    assert page.status_code == 422
    assert long in page.content.decode()
    assert "This line is too long" in page.content.decode()
    assert Brief.objects.current(cast.client) is None


def test_two_versions_are_compared_word_by_word(cast: Cast, sign_in: SignIn) -> None:
    first = _write(cast, sector="Winery with three wines", objectives=["sell"])
    _write(cast, sector="Winery with four wines")
    third = _write(cast, sector="Winery with four wines", objectives=["sell", "inform"])

    changes = briefs.changes_between(first, third)

    words = {str(each.label): [(p.kind, p.text) for p in each.pieces] for each in changes}
    assert set(words) == {"Sector", "Objectives"}
    assert ("removed", "three") in words["Sector"]
    assert ("added", "four") in words["Sector"]
    browser = sign_in(cast.bruno)
    page = browser.get(_url(cast, "brief_versions") + "?since=1").content.decode()
    assert "Everything after version 1" in page
    assert "Version 1</h2>" not in page
    plain = browser.get(_url(cast, "brief_versions")).content.decode()
    assert "The first one." in plain


def test_who_approved_is_written_down_and_outlives_the_contact(cast: Cast, sign_in: SignIn) -> None:
    _write(cast, sector="Winery")
    browser = sign_in(cast.alice)
    today = make.today(cast.client)

    page = browser.post(
        _url(cast, "brief_approve"),
        {
            "number": "1",
            "contact": cast.carla.pk,
            "approved_on": (today - timedelta(2)).isoformat(),
        },
    )
    onboarding.remove_contact(by=cast.alice, contact=cast.carla, now=make.NOW)

    brief = Brief.objects.current(cast.client)
    assert page.status_code == 302
    assert brief is not None
    assert (brief.approved_name, brief.approved_by, brief.noted_by) == (
        "Carla Ridolfi",
        None,
        cast.alice,
    )
    assert "approved by Carla Ridolfi" in browser.get(_url(cast, "brief")).content.decode()
    # One piece beside its icon, day and all: a phone breaks it as a sentence, not as two columns.
    versions = browser.get(_url(cast, "brief_versions")).content.decode()
    assert re.search(
        r"</svg><span>approved by Carla Ridolfi on <time[^>]*>[^<]*</time></span>", versions
    )
    # the next version is another one: nobody has approved it yet
    assert not _write(cast, sector="Winery and shop").is_approved


def test_an_approval_to_come_or_by_somebody_else_is_refused(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    _write(cast, sector="Winery")
    looker = make.contact(cast.alice, cast.client, "Nino", part="viewer")
    browser = sign_in(cast.alice)
    today = make.today(cast.client)

    for contact, on in (
        (cast.carla, today + timedelta(2)),
        (looker, today),
        (rivals.contact, today),
    ):
        data = {"number": "1", "contact": contact.pk, "approved_on": on.isoformat()}
        assert browser.post(_url(cast, "brief_approve"), data).status_code == 422
    brief = Brief.objects.current(cast.client)
    assert brief is not None
    assert not brief.is_approved
    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.update(approved_name="Nobody")


def test_who_only_looks_reads_the_brief_and_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    _write(cast, sector="Winery")
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, reader, Role.ANALYST)
    browser = sign_in(reader)

    assert "Change the brief" not in browser.get(_url(cast, "brief")).content.decode()
    assert browser.get(_url(cast, "brief_edit")).status_code == 403


def test_the_screens_ask_at_most_twelve_times(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    for n in range(6):
        _write(cast, sector=f"Winery {n}")
    browser = sign_in(cast.bruno)
    for name in ("brief", "brief_versions", "brief_edit", "brief_interview"):
        browser.get(_url(cast, name))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            browser.get(_url(cast, name))
