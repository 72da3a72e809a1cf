"""The page that removes the demo, and that nothing but a demo can go. What goes is in test_demo.py."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from clients.models import Client
from people.actions.membership import create_agency
from people.models import Agency, AuditEntry, Member, User
from people.roles import Role
from smm.demo import removing, texts
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/t/demo/remove/"
LIKE_ME = {
    "typed": "Quintavoce",
    "agency": "Bottega",
    "name": "Marta Ricci",
    "email": "Marta@bottega.example",
    "password": "una frase lunga e mia",
    "language": "it",
}


@pytest.fixture
def demo() -> Member:
    """The demo's owner, with a client and an act in the history."""
    owner = create_agency(
        name=texts.AGENCY, email=texts.PEOPLE[0].email, owner_name="Nora", password=None,
        language="en", is_demo=True, now=make.NOW,
    )  # fmt: skip
    make.client(owner, "Tenuta Trecorvi")
    return owner


def _is_gone(agency: Agency) -> bool:
    return not Agency.objects.filter(pk=agency.pk).exists()


def test_the_owner_finds_the_way_on_the_team_page_and_reads_what_goes(demo, sign_in) -> None:
    page = sign_in(demo)

    assert PAGE in page.get("/t/team/").content.decode()
    text = page.get(PAGE).content.decode()
    assert "1 client" in text
    assert "Write Quintavoce to confirm" in text


def test_an_agency_that_is_no_demo_has_no_such_page(cast, sign_in) -> None:
    page = sign_in(cast.alice)

    assert PAGE not in page.get("/t/team/").content.decode()
    assert page.get(PAGE).status_code == 404
    assert page.post(PAGE, {**LIKE_ME, "typed": cast.alice.agency.name}).status_code == 404
    assert not _is_gone(cast.alice.agency)


def test_a_manager_of_the_demo_may_not(demo, sign_in) -> None:
    manager = make.member(demo, Role.MANAGER, name="Luca")

    assert sign_in(manager).post(PAGE, LIKE_ME).status_code == 403
    assert not _is_gone(demo.agency)


@pytest.mark.parametrize(
    "wrong",
    [{"typed": "quintavoce"}, {"password": "corta"}, {"agency": ""}, {"email": texts.STAFF.email}],
)
def test_one_wrong_answer_removes_nothing_and_keeps_what_was_typed(demo, sign_in, wrong) -> None:
    User.objects.create_superuser(texts.STAFF.email, "x")

    answer = sign_in(demo).post(PAGE, {**LIKE_ME, **wrong})

    assert answer.status_code == 422
    assert "Marta Ricci" in answer.content.decode()
    assert not _is_gone(demo.agency)


def test_whoever_removes_it_goes_on_signed_in_in_an_empty_agency(demo, sign_in) -> None:
    User.objects.create_superuser(texts.STAFF.email, "x")
    page = sign_in(demo)

    answer = page.post(PAGE, LIKE_ME, follow=True)

    owner = Member.objects.get()
    assert (owner.agency.name, owner.role, owner.user.email) == (
        "Bottega", Role.OWNER, "marta@bottega.example",
    )  # fmt: skip
    assert not owner.agency.is_demo
    assert "The demo is gone" in answer.content.decode()
    assert answer.wsgi_request.user == owner.user
    assert owner.user.check_password("una frase lunga e mia")
    assert not User.objects.exclude(pk=owner.user_id).exists()
    assert not Client.objects.exists()
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["agency.created"]


def test_an_owner_of_flesh_and_blood_keeps_their_sign_in(demo, sign_in) -> None:
    mine = make.member(demo, Role.OWNER, name="Marta", email="marta@bottega.example")
    colleague = make.member(demo, Role.EDITOR, name="Ugo", email="ugo@bottega.example")

    text = sign_in(mine).get(PAGE).content.decode()
    answer = sign_in(mine).post(PAGE, {"typed": "Quintavoce", "agency": "Bottega"}, follow=True)

    assert 'name="password"' not in text
    assert "keep their sign-in" in text
    assert Member.objects.get().user == mine.user == answer.wsgi_request.user
    assert User.objects.filter(pk=colleague.user_id).exists()


def test_the_database_itself_lets_only_a_demo_go(cast, demo) -> None:
    with pytest.raises(removing.NoDemoError):
        removing.erase(cast.alice.agency)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(agency=cast.alice.agency).delete()
    with pytest.raises(IntegrityError, match="cannot become a demo"), transaction.atomic():
        Agency.objects.filter(pk=cast.alice.agency_id).update(is_demo=True)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(agency=demo.agency).update(verb="x")
    AuditEntry.objects.filter(agency=demo.agency).delete()
    connection.check_constraints()
