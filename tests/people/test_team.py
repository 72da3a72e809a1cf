"""Members: roles, leaving, and the last owner who cannot."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from people.actions import membership
from people.models import AuditEntry, Member
from people.roles import Role
from tests import make
from tests.cast import CANARY, Cast, Rivals
from tests.conftest import SignIn


def test_everybody_sees_the_team_and_only_the_owner_the_forms(cast: Cast, sign_in: SignIn) -> None:
    owners = sign_in(cast.alice).get("/t/team/").content.decode()
    editors = sign_in(cast.bruno).get("/t/team/").content.decode()
    assert "rita@example.org" in owners
    assert "rita@example.org" in editors
    assert "Invite somebody" in owners
    assert "Invite somebody" not in editors


def test_the_team_page_shows_nothing_of_another_agency(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    assert CANARY not in sign_in(cast.alice).get("/t/team/").content.decode()


def test_the_owner_changes_a_role(cast: Cast, sign_in: SignIn) -> None:
    url = f"/t/team/{cast.bruno.public_id}/"
    assert sign_in(cast.alice).post(url, {"step": "role", "role": "analyst"}).status_code == 302
    cast.bruno.refresh_from_db()
    assert cast.bruno.role == "analyst"
    entry = AuditEntry.objects.get(verb="member.role_changed")
    assert (entry.actor, entry.data) == (cast.alice, {"from": "editor", "to": "analyst"})


def test_an_unknown_role_is_refused(cast: Cast, sign_in: SignIn) -> None:
    url = f"/t/team/{cast.bruno.public_id}/"
    assert sign_in(cast.alice).post(url, {"step": "role", "role": "king"}).status_code == 422


def test_a_deactivated_member_sees_nothing_from_the_next_request_on(
    cast: Cast, sign_in: SignIn
) -> None:
    bruno = sign_in(cast.bruno)
    assert bruno.get("/t/team/").status_code == 200
    url = f"/t/team/{cast.bruno.public_id}/"
    assert sign_in(cast.alice).post(url, {"step": "deactivate"}).status_code == 302
    answer = bruno.get("/t/team/")
    assert answer.status_code == 403
    assert b"You are not in an agency" in answer.content
    sign_in(cast.alice).post(url, {"step": "reactivate"})
    assert bruno.get("/t/team/").status_code == 200


@pytest.mark.parametrize("step", ["deactivate", "role"])
def test_the_last_owner_stays(cast: Cast, sign_in: SignIn, step: str) -> None:
    url = f"/t/team/{cast.alice.public_id}/"
    answer = sign_in(cast.alice).post(url, {"step": step, "role": "editor"})
    assert answer.status_code == 422
    assert b"is the only owner" in answer.content
    cast.alice.refresh_from_db()
    assert (cast.alice.role, cast.alice.is_active) == ("owner", True)


def test_with_a_second_owner_the_first_may_go(cast: Cast) -> None:
    second = make.member(cast.alice, Role.OWNER)
    membership.deactivate(by=second, member=cast.alice, now=make.NOW)
    with pytest.raises(membership.LastOwnerError):
        membership.change_role(by=second, member=second, role=Role.EDITOR, now=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_once_leave_one() -> None:
    first = make.agency("Due")
    second = make.member(first, Role.OWNER)
    errors: list[Exception] = []
    gate = threading.Barrier(2)

    def leave(who: Member) -> None:
        gate.wait()
        try:
            membership.deactivate(by=who, member=who, now=make.NOW)
        except membership.LastOwnerError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[who]) for who in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 1
    assert Member.objects.filter(agency=first.agency, role="owner", is_active=True).count() == 1


def test_another_agencys_member_is_not_found(cast: Cast, rivals: Rivals, sign_in: SignIn) -> None:
    url = f"/t/team/{rivals.eve.public_id}/"
    assert sign_in(cast.alice).get(url).status_code == 404
    assert sign_in(cast.alice).post(url, {"step": "deactivate"}).status_code == 404
    rivals.eve.refresh_from_db()
    assert rivals.eve.is_active


def test_lacking_the_capability_is_said_in_words(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.bruno).post("/t/team/invite/", {"email": "x@example.org"})
    assert answer.status_code == 403
    assert b"manage the team and invitations" in answer.content
    assert b"Owner" in answer.content


@pytest.mark.parametrize("step", ["", "promote", "role\x00", "x" * 500_000])
def test_a_step_that_is_none_changes_nothing(cast: Cast, sign_in: SignIn, step: str) -> None:
    url = f"/t/team/{cast.bruno.public_id}/"
    answer = sign_in(cast.alice).post(url, {"step": step, "role": "owner"})
    assert answer.status_code == 422
    cast.bruno.refresh_from_db()
    assert (cast.bruno.role, cast.bruno.is_active) == ("editor", True)
