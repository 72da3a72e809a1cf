"""Clients of every kind, their contacts and the team on them."""

from __future__ import annotations

from datetime import date

import pytest

from clients.actions import onboarding, standing
from clients.kinds import KINDS
from clients.marks import mark_of
from clients.models import Assignment, Client, Contact, Kind
from people.models import AuditEntry
from people.roles import Role
from tests import make
from tests.cast import CANARY, Cast, Rivals
from tests.conftest import SignIn


def _data(kind: str, **more: str) -> dict[str, str]:
    return {
        "kind": kind,
        "name": "Festival delle Lanterne Storte",
        "status": "active",
        "language": "it",
        "time_zone": "Europe/Rome",
        "colour": "#aa3300",
        **more,
    }


def test_every_kind_has_its_own_questions() -> None:
    assert set(KINDS) == set(Kind.values)
    names = {kind: {fact.name for fact in each.facts} for kind, each in KINDS.items()}
    assert {"starts_on", "ends_on", "place", "edition"} <= names["event"]
    assert {"stage_name", "label_approves", "next_release"} <= names["artist"]
    assert {"order", "rules"} <= names["professional"]
    assert "hat" in names["public_figure"]
    assert {"funders", "deliverables", "ends_on"} <= names["project"]
    assert {"sector", "season"} <= names["company"]


@pytest.mark.parametrize("kind", Kind.values)
def test_the_form_asks_the_questions_of_the_kind_without_a_script(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    page = sign_in(cast.alice).get("/t/clients/new/", {"kind": kind}).content.decode()
    for other, questions in KINDS.items():
        own = {fact.name for fact in KINDS[kind].asked}
        for fact in questions.facts:
            is_asked = f'name="fact_{fact.name}"' in page
            assert is_asked == (fact.name in own), (other, fact.name)
    # What is asked as rows of its own page is not asked here.
    assert not own & {"sponsors", "deliverables"}


def test_a_client_is_made_with_its_facts_and_a_slug(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.alice).post(
        "/t/clients/new/",
        _data("event", fact_starts_on="2027-01-05", fact_ends_on="2027-01-07", fact_place="Piazza"),
    )
    assert answer.status_code == 302
    made = Client.objects.get(agency=cast.agency, kind="event")
    assert made.slug == "festival-delle-lanterne-storte"
    assert made.facts["starts_on"] == "2027-01-05"
    assert made.facts["place"] == "Piazza"
    assert AuditEntry.objects.get(verb="client.created", target_id=made.pk).actor == cast.alice


def test_two_clients_of_one_name_get_two_slugs_and_two_agencies_may_share_one(
    cast: Cast, rivals: Rivals
) -> None:
    again = make.client(cast.alice)
    theirs = make.client(rivals.eve)
    assert (cast.client.slug, again.slug) == ("tenuta-trecorvi", "tenuta-trecorvi-2")
    assert theirs.slug == "tenuta-trecorvi"


def test_a_manager_who_makes_a_client_sees_it_and_an_editor_may_not(
    cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(cast.rita).post("/t/clients/new/", _data("project")).status_code == 302
    made = Client.objects.get(kind="project")
    assert Client.objects.visible_to(cast.rita).filter(pk=made.pk).exists()
    assert not Client.objects.visible_to(cast.bruno).filter(pk=made.pk).exists()
    refused = sign_in(cast.bruno).post("/t/clients/new/", _data("artist"))
    assert refused.status_code == 403
    assert not Client.objects.filter(kind="artist").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"fact_starts_on": "2027-01-07", "fact_ends_on": "2027-01-05"}, "comes before the first"),
        ({"status": "leaving"}, "Say the last day"),
        ({"colour": "url(x)"}, "Write a colour"),
        ({"colour": "#１２３４５６"}, "Write a colour"),
        ({"time_zone": "EST5"}, "valid choice"),
        ({"fact_starts_on": "2026-02-31"}, "valid date"),
        ({"name": ""}, "required"),
        ({"name": "x" * 121}, "at most 120"),
        ({"name": "a\x00b"}, "Null characters"),
    ],
)
def test_a_bad_answer_is_said_in_words_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, more: dict[str, str], words: str
) -> None:
    answer = sign_in(cast.alice).post(
        "/t/clients/new/", _data("event", fact_place="Piazza vecchia", **more)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Piazza vecchia" in page
    assert not Client.objects.filter(kind="event").exists()


@pytest.mark.parametrize(("status", "next_page"), [("active", "begin"), ("prospect", "offer")])
def test_after_its_making_a_client_stands_at_what_comes_next(
    cast: Cast, sign_in: SignIn, status: str, next_page: str
) -> None:
    browser = sign_in(cast.alice)
    made = browser.post("/t/clients/new/", _data("event", status=status))
    client = Client.objects.get(kind="event")
    assert made["location"] == f"/c/{client.slug}/{next_page}/"
    assert browser.get(made["location"]).status_code == 200


def test_markup_in_a_name_is_shown_as_text(cast: Cast, sign_in: SignIn) -> None:
    client = make.client(cast.alice, "<script>alert(1)</script>{{7*7}}")
    page = sign_in(cast.alice).get(f"/c/{client.slug}/edit/").content.decode()
    assert "<script>alert" not in page
    assert "{{7*7}}" in page


def test_another_kind_asks_other_questions_and_loses_no_answer(cast: Cast, sign_in: SignIn) -> None:
    onboarding.update_client(
        by=cast.alice, client=cast.client, facts={"sector": "Winery"}, now=make.NOW
    )
    url = f"/c/{cast.client.slug}/edit/"
    cast.client.refresh_from_db()
    seen = mark_of(cast.client)
    answer = sign_in(cast.alice).post(url, _data("event", fact_place="Cellar", based_on=seen))
    assert answer.status_code == 302
    cast.client.refresh_from_db()
    assert cast.client.kind == "event"
    assert cast.client.facts["sector"] == "Winery"
    assert cast.client.facts["place"] == "Cellar"
    assert cast.client.slug == "tenuta-trecorvi"


def test_a_leaving_client_has_a_last_day_and_a_returning_one_has_none(cast: Cast) -> None:
    with pytest.raises(standing.StandingError):
        standing.begin_leaving(by=cast.alice, client=cast.client, last_day=None, now=make.NOW)
    last = date(2026, 12, 31)
    left = standing.begin_leaving(by=cast.alice, client=cast.client, last_day=last, now=make.NOW)
    assert left.leaving_on == last
    back = standing.stay(by=cast.alice, client=cast.client, now=make.NOW)
    assert back.leaving_on is None


def test_a_manager_on_one_client_is_nobody_on_another(cast: Cast, sign_in: SignIn) -> None:
    other = make.client(cast.alice, "Altro")
    assert sign_in(cast.rita).get(f"/c/{cast.client.slug}/edit/").status_code == 200
    assert sign_in(cast.rita).get(f"/c/{other.slug}/edit/").status_code == 404
    make.assigned(cast.alice, other, cast.rita, Role.ANALYST)
    assert sign_in(cast.rita).get(f"/c/{other.slug}/edit/").status_code == 403
    assert sign_in(cast.rita).get(f"/c/{other.slug}/channels/").status_code == 200


def test_contacts_are_added_changed_and_removed(cast: Cast, sign_in: SignIn) -> None:
    rita, base = sign_in(cast.rita), f"/c/{cast.client.slug}/contacts/"
    data = {
        "name": "Aldo Ridolfi",
        "email": "aldo@example.org",
        "part": "approver",
        "language": "it",
        "form": "tu",
    }
    assert rita.post(base + "new/", data).status_code == 302
    aldo = Contact.objects.get(name="Aldo Ridolfi")
    assert "aldo@example.org" in rita.get(base).content.decode()
    again = {**data, "phone": "123", "based_on": mark_of(aldo)}
    assert rita.post(f"{base}{aldo.public_id}/", again).status_code == 302
    aldo.refresh_from_db()
    assert aldo.phone == "123"
    twice = rita.post(base + "new/", {**data, "name": "Altro", "email": "ALDO@example.org"})
    assert twice.status_code == 422
    assert b"Another contact has this address" in twice.content
    assert rita.post(f"{base}{aldo.public_id}/remove/").status_code == 302
    assert not Contact.objects.filter(pk=aldo.pk).exists()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"contact.added", "contact.changed", "contact.removed"} <= verbs


def test_an_editor_reads_contacts_and_changes_none(cast: Cast, sign_in: SignIn) -> None:
    bruno, base = sign_in(cast.bruno), f"/c/{cast.client.slug}/contacts/"
    assert "Carla" in bruno.get(base).content.decode()
    assert bruno.get(base + "new/").status_code == 403
    assert bruno.post(f"{base}{cast.carla.public_id}/remove/").status_code == 403
    assert Contact.objects.filter(pk=cast.carla.pk).exists()


def test_a_contact_of_another_client_is_not_found_under_this_one(
    cast: Cast, sign_in: SignIn
) -> None:
    other = make.client(cast.alice, "Altro")
    url = f"/c/{other.slug}/contacts/{cast.carla.public_id}/"
    assert sign_in(cast.alice).get(url).status_code == 404
    assert sign_in(cast.alice).post(url + "remove/").status_code == 404


def test_the_team_of_a_client_is_assigned_and_taken_off(cast: Cast, sign_in: SignIn) -> None:
    other = make.client(cast.alice, "Altro")
    alice, url = sign_in(cast.alice), f"/c/{other.slug}/team/"
    data = {"member": cast.bruno.pk, "role": "community"}
    assert alice.post(url, data).status_code == 302
    assert alice.post(url, {**data, "role": "analyst"}).status_code == 302
    assert Assignment.objects.get(client=other, member=cast.bruno).role == "analyst"
    assert "Bruno" in alice.get(url).content.decode()
    assert alice.post(f"{url}{cast.bruno.public_id}/remove/").status_code == 302
    assert not Assignment.objects.filter(client=other).exists()


def test_nobody_of_another_agency_can_be_assigned(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    theirs = make.member(rivals.eve, Role.EDITOR)
    url = f"/c/{cast.client.slug}/team/"
    answer = sign_in(cast.alice).post(url, {"member": theirs.pk, "role": "editor"})
    assert answer.status_code == 422
    assert CANARY not in answer.content.decode()
    assert not Assignment.objects.filter(member=theirs).exists()


def test_nobody_becomes_owner_by_an_assignment(cast: Cast, sign_in: SignIn) -> None:
    url = f"/c/{cast.client.slug}/team/"
    answer = sign_in(cast.rita).post(url, {"member": cast.bruno.pk, "role": "owner"})
    assert answer.status_code == 422
    with pytest.raises(onboarding.OnboardingError):
        make.assigned(cast.alice, cast.client, cast.bruno, Role.OWNER)


def test_another_agencys_client_of_the_same_slug_is_ones_own(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    theirs = make.client(rivals.eve, summary=CANARY)
    assert theirs.slug == cast.client.slug
    page = sign_in(cast.alice).get(f"/c/{theirs.slug}/edit/").content.decode()
    assert CANARY not in page
    assert sign_in(cast.alice).get(f"/c/{rivals.client.slug}/edit/").status_code == 404
