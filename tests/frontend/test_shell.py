"""The frame: which places a person sees, where switching client leads, and how little it asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve

from clients.models import Client
from people.clock import database_now
from people.models import Agency, Member, User
from people.notices import notify
from people.roles import Role
from smm.places import whence
from smm.shell import Frame, Shell, shell

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.frontend.shell_urls")]
POST = "0198c0de-0000-7000-8000-000000000000"


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="Quintavoce", slug="quintavoce")


@pytest.fixture
def trecorvi(agency: Agency) -> Client:
    return Client.objects.create(
        agency=agency, slug="trecorvi", name="Tenuta Trecorvi", kind="company"
    )


@pytest.fixture
def irma(agency: Agency) -> Client:
    return Client.objects.create(agency=agency, slug="irma", name="Irma Velluto", kind="artist")


def member(agency: Agency, role: Role, name: str = "nora") -> Member:
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    return Member.objects.create(agency=agency, user=user, role=role)


def shell_at(path: str, who: Member | None, client_role: str = "") -> Shell:
    request: Any = RequestFactory().get(path)
    request.resolver_match = resolve(request.path)
    request.user = who.user if who else AnonymousUser()
    request.member = who
    if client_role:
        request.client_role = client_role
    return shell(request)["shell"]


def labels(frame: Frame) -> list[str]:
    return [str(entry.label) for entry in frame.entries]


def test_only_screens_that_exist_are_places(agency: Agency, trecorvi: Client) -> None:
    owner = member(agency, Role.OWNER)
    assert labels(shell_at("/t/", owner).frame(None)) == ["Today", "Posts", "Team"]
    names = labels(shell_at("/c/trecorvi/", owner).frame(trecorvi))
    assert names == ["Overview", "Posts", "Results", "Channels", "Team"]


def test_a_place_the_role_does_not_open_is_not_shown(agency: Agency, trecorvi: Client) -> None:
    analyst = member(agency, Role.ANALYST)
    frame = shell_at("/c/trecorvi/", analyst, Role.ANALYST).frame(trecorvi)
    assert "Team" not in labels(frame)
    assert frame.write_url == ""


def test_on_a_client_the_role_there_counts(agency: Agency, trecorvi: Client) -> None:
    manager = member(agency, Role.MANAGER)
    assert shell_at("/c/trecorvi/", manager, Role.ANALYST).frame(trecorvi).write_url == ""
    assert (
        shell_at("/c/trecorvi/", manager, Role.EDITOR).frame(trecorvi).write_url
        == "/c/trecorvi/posts/new/"
    )


def test_a_page_belongs_to_the_place_that_covers_it(agency: Agency, trecorvi: Client) -> None:
    owner = member(agency, Role.OWNER)
    for path, place in [
        (f"/c/trecorvi/posts/{POST}/", "Posts"),
        (f"/c/trecorvi/channels/{POST}/", "Channels"),
        ("/c/trecorvi/", "Overview"),
    ]:
        frame = shell_at(path, owner).frame(trecorvi)
        assert [str(entry.label) for entry in frame.entries if entry.is_current] == [place]


def test_switching_client_keeps_the_screen(agency: Agency, trecorvi: Client, irma: Client) -> None:
    owner = member(agency, Role.OWNER)
    here = whence(f"/c/trecorvi/posts/{POST}/", {})
    assert [here.on_client(each) for each in ("irma", "trecorvi")] == [
        "/c/irma/posts/",
        "/c/trecorvi/posts/",
    ]
    frame = shell_at(f"/c/trecorvi/posts/{POST}/", owner).frame(trecorvi)
    assert frame.all_clients_url == "/t/posts/"
    assert whence("/t/posts/", {}).on_client("irma") == "/c/irma/posts/"


def test_switching_client_keeps_the_filters_and_not_the_page(
    agency: Agency, trecorvi: Client
) -> None:
    asked = {"group": "fix", "q": "vigna", "page": "3", "channel": POST}
    assert (
        whence("/c/trecorvi/posts/", asked).on_client("irma") == "/c/irma/posts/?group=fix&q=vigna"
    )
    at = shell_at("/c/trecorvi/posts/?group=fix&page=3", member(agency, Role.OWNER))
    assert at.frame(trecorvi).all_clients_url == "/t/posts/?group=fix"


def test_an_address_that_is_nobodys_leads_to_the_overview() -> None:
    assert whence("/nowhere/", {"q": "x"}).on_client("irma") == "/c/irma/"


def test_where_the_other_scope_has_no_such_screen_the_switch_leads_home(
    agency: Agency, trecorvi: Client
) -> None:
    owner = member(agency, Role.OWNER)
    assert shell_at("/c/trecorvi/results/", owner).frame(trecorvi).all_clients_url == "/t/"


def test_new_notices_are_counted(agency: Agency) -> None:
    owner = member(agency, Role.OWNER)
    notify(members=[owner], kind="test", text="One thing", now=database_now())
    assert shell_at("/t/", owner).frame(None).n_unread == 1


def test_other_agencies_are_those_where_the_person_still_works(agency: Agency) -> None:
    owner = member(agency, Role.OWNER)
    here = Agency.objects.create(name="Melarancia", slug="melarancia")
    left = Agency.objects.create(name="Left", slug="left")
    Member.objects.create(agency=here, user=owner.user, role=Role.EDITOR)
    Member.objects.create(agency=left, user=owner.user, role=Role.EDITOR, is_active=False)
    assert [each.name for each in shell_at("/t/", owner).other_agencies] == ["Melarancia"]


def test_a_stranger_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        here = shell_at("/t/", None)
        assert (here.theme, here.density, here.person, here.find_url, here.other_agencies) == (
            "",
            "",
            "",
            "",
            [],
        )
        assert here.frame(None).n_unread == 0


def test_the_frame_asks_for_little_and_once(
    agency: Agency, trecorvi: Client, irma: Client, django_assert_max_num_queries: Any
) -> None:
    owner = member(agency, Role.OWNER)
    here = shell_at("/c/trecorvi/", owner)
    with django_assert_max_num_queries(3):
        for _ in range(2):
            here.frame(trecorvi)
            assert here.other_agencies == []


def test_the_saved_look_of_the_person_counts(agency: Agency) -> None:
    owner = member(agency, Role.OWNER)
    owner.user.theme = "dark"
    assert shell_at("/t/", owner).theme == "dark"
