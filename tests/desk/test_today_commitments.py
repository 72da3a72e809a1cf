"""Today's line about a client's dates and commitments: what is open, how far away its day is, for whose eyes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from clients.actions.matters import keep_matter
from clients.models import Act, Client, Deliverable, Sponsor, Status, Window, Work
from clients.models.matters import Matter
from editorial.actions.drafting import freeze_revision
from editorial.models import Post
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts
from tests.desk.test_today import main
from tests.desk.test_today_rules import unblock

NOW = database_now


def today(client: Client) -> date:
    return client.today(NOW())


def of_kind(cast, kind: str, **days: int) -> Client:
    """A client whose facts say these days, counted from today; Rita and Bruno work on it."""
    client = make.client(cast.alice, f"Lanterne {kind}", kind=kind)
    facts = {name: str(today(client) + timedelta(days=n)) for name, n in days.items()}
    Client.objects.filter(pk=client.pk).update(facts=facts)
    for who, role in ((cast.rita, Role.MANAGER), (cast.bruno, Role.EDITOR)):
        make.assigned(cast.alice, client, who, role)
    client.refresh_from_db()
    return client


def kept(cast, client: Client, matter: Matter) -> Any:
    return keep_matter(by=cast.alice, client=client, matter=matter, now=NOW())


def act(cast, client: Client, name: str, *, days: int, is_confirmed: bool = False) -> Act:
    on = today(client) + timedelta(days=days)
    return kept(cast, client, Act(name=name, on=on, at=time(21), is_confirmed=is_confirmed))


def test_an_event_says_how_far_it_is_and_whose_yes_is_missing(cast, sign_in):
    festival = of_kind(cast, "event", starts_on=41, ends_on=43)
    silent = [act(cast, festival, name, days=41) for name in ("Fuochi freddi", "Ottoni")]
    act(cast, festival, "Duo Sottovento", days=42, is_confirmed=True)

    words = unblock(sign_in(cast.bruno))
    assert "in 41 days" in words
    assert "2 acts have not said yes to the line-up" in words
    assert "Fuochi freddi, Ottoni." in words
    assert "Duo Sottovento" not in words
    assert f"{reverse('clients:matters', args=[festival.slug])}#acts-h" in words
    assert ">Note the yes<" in words
    watcher = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, festival, watcher, Role.ANALYST)
    assert ">Note the yes<" not in unblock(sign_in(watcher))

    for each in silent:
        each.is_confirmed = True
        kept(cast, festival, each)
    assert "line-up" not in unblock(sign_in(cast.bruno))


@pytest.mark.parametrize(("days", "is_told"), [(60, True), (61, False), (62, False), (-4, False)])
def test_an_event_is_told_while_its_day_is_near(cast, sign_in, days, is_told):
    festival = of_kind(cast, "event", starts_on=days, ends_on=days + 2)
    act(cast, festival, "Fuochi freddi", days=days)
    assert ("Fuochi freddi" in unblock(sign_in(cast.bruno))) is is_told


def test_once_it_has_begun_only_what_is_still_to_come_counts(cast, sign_in):
    festival = of_kind(cast, "event", starts_on=-1, ends_on=1)
    act(cast, festival, "Ieri", days=-1)
    assert "line-up" not in unblock(sign_in(cast.bruno))
    act(cast, festival, "Domani", days=1)
    words = unblock(sign_in(cast.bruno))
    assert "1 act has not said yes to the line-up" in words
    assert "Domani." in words
    assert "Ieri" not in words


@pytest.mark.parametrize(("n_owed", "is_told"), [(2, False), (4, True)])
def test_mentions_owed_are_told_beside_only_when_they_no_longer_fit_into_the_weeks_left(
    cast, rivals, sign_in, n_owed, is_told
):
    festival = of_kind(cast, "event", starts_on=20, ends_on=21)
    kept(cast, festival, Sponsor(name="Forno Treppiedi", n_owed=n_owed + 1, n_before=1))
    words = sign_in(cast.bruno).get(reverse("desk:due")).content.decode()
    assert ("Mentions that fall behind" in words) is is_told
    assert (f"Forno Treppiedi: 1 of {n_owed + 1} made" in words) is is_told
    assert "Forno Treppiedi" not in sign_in(rivals.eve).get(reverse("desk:due")).content.decode()


@pytest.mark.parametrize("days", [62, -3])
def test_what_an_event_far_off_or_past_owes_falls_behind_nothing(cast, sign_in, days):
    festival = of_kind(cast, "event", starts_on=days, ends_on=days + 1)
    kept(cast, festival, Sponsor(name="Forno Treppiedi", n_owed=90))
    page = sign_in(cast.bruno).get(reverse("desk:due")).content.decode()
    assert "Forno Treppiedi" not in page


@pytest.mark.parametrize(
    ("days", "told"), [(-4, "4 days ago"), (0, "today"), (20, "in 20 days"), (40, "")]
)
def test_a_deliverable_is_told_a_month_before_and_until_it_is_handed_in(cast, sign_in, days, told):
    project = of_kind(cast, "project", ends_on=400)
    due = today(project) + timedelta(days=days)
    report = kept(cast, project, Deliverable(code="D5.3", title="Rapporto", due_on=due))
    words = unblock(sign_in(cast.bruno))
    assert ("1 deliverable to hand in" in words) is bool(told)
    assert told in words

    report.handed_in_on = today(project)
    kept(cast, project, report)
    assert "Rapporto" not in unblock(sign_in(cast.bruno))


def test_a_project_that_ends_soon_has_all_that_is_not_handed_in(cast, sign_in):
    project = of_kind(cast, "project", ends_on=55)
    due = today(project) + timedelta(days=50)
    kept(cast, project, Deliverable(code="D5.3", title="Rapporto finale", due_on=due))
    assert "Rapporto finale" in unblock(sign_in(cast.bruno))


def test_a_work_waits_for_whoever_must_say_yes(cast, sign_in):
    artist = of_kind(cast, "artist", next_release_on=12)
    out_on = today(artist) + timedelta(days=12)
    work = kept(cast, artist, Work(title="Fuori orario", out_on=out_on, approver="Dischi Storti"))
    assert "1 work waits for the yes of Dischi Storti" in unblock(sign_in(cast.bruno))
    work.approved_on = today(artist)
    kept(cast, artist, work)
    assert "Dischi Storti" not in unblock(sign_in(cast.bruno))


def window(cast, client: Client, *, first: int, last: int) -> Window:
    return kept(cast, client, Window(
        name="Finestra elettorale", rule="Niente promesse",
        starts_on=today(client) + timedelta(days=first), ends_on=today(client) + timedelta(days=last),
    ))  # fmt: skip


def planned(cast, client: Client, text: str, *, days: int) -> Post:
    """A draft with an hour so many days from today."""
    channel = make.channel(client)
    post = make_posts.draft(cast.alice, channel, text=text)
    wall = datetime.combine(today(client) + timedelta(days=days), time(20, 30))
    Post.objects.filter(pk=post.pk).update(wall_at=wall)
    return post


def approve(cast, post: Post) -> None:
    revision = freeze_revision(post=post, member=cast.alice, now=NOW())
    Post.objects.filter(pk=post.pk).update(stage="approved", approved_revision=revision)


def test_posts_inside_a_window_are_told_while_one_of_them_is_to_decide(cast, sign_in):
    mayor = of_kind(cast, "public_figure")
    window(cast, mayor, first=6, last=51)
    inside = planned(cast, mayor, "In sei mesi via dei Coppi sarà bella", days=7)
    approved = planned(cast, mayor, "La biblioteca resta aperta", days=51)
    planned(cast, mayor, "Prima della finestra", days=5)
    planned(cast, mayor, "Dopo il voto", days=52)
    approve(cast, approved)

    words = unblock(sign_in(cast.bruno))
    assert "2 posts inside «Finestra elettorale», 1 to decide" in words
    assert "In sei mesi via dei Coppi sarà bella." in words
    assert f"{reverse('clients:matters', args=[mayor.slug])}#windows-h" in words
    assert "Prima della finestra" not in words

    approve(cast, inside)
    assert "Finestra elettorale" not in unblock(sign_in(cast.bruno))


def test_the_editor_says_what_holds_on_a_day_inside_a_window(cast, sign_in):
    mayor = of_kind(cast, "public_figure")
    window(cast, mayor, first=6, last=51)
    post = planned(cast, mayor, "In sei mesi via dei Coppi sarà bella", days=7)
    url = reverse("editorial:edit", args=[mayor.slug, post.public_id])
    assert "Finestra elettorale: Niente promesse" in main(sign_in(cast.bruno), url)
    outside = planned(cast, mayor, "Dopo il voto", days=52)
    url = reverse("editorial:edit", args=[mayor.slug, outside.public_id])
    assert "Niente promesse" not in main(sign_in(cast.bruno), url)


def test_a_window_that_ends_before_it_starts_is_refused_in_words(cast, sign_in):
    mayor = of_kind(cast, "public_figure")
    url = reverse("clients:matter_new", args=[mayor.slug, "windows"])
    typed = {
        "name": "Lutto",
        "rule": "Solo emergenze",
        "starts_on": "2027-02-03",
        "ends_on": "2027-02-01",
    }
    answer = sign_in(cast.rita).post(url, typed)
    assert answer.status_code == 422
    assert "The last day comes before the first." in answer.content.decode()
    assert "Solo emergenze" in answer.content.decode()
    assert sign_in(cast.rita).post(url, {**typed, "ends_on": "2027-02-04"}).status_code == 302
    assert Window.objects.get().client == mayor


def test_nearer_harm_stands_higher(cast, sign_in):
    festival = of_kind(cast, "event", starts_on=41, ends_on=43)
    act(cast, festival, "Fuochi freddi", days=41)
    project = of_kind(cast, "project")
    for code, title, days in (("D1", "Presto", 3), ("D2", "Poi", 25)):
        due = today(project) + timedelta(days=days)
        kept(cast, project, Deliverable(code=code, title=title, due_on=due))
    words = unblock(sign_in(cast.bruno))
    assert words.index("D1 Presto, D2 Poi.") < words.index("Fuochi freddi")
    assert "2 deliverables to hand in" in words


def test_who_does_not_see_the_client_does_not_see_its_line(cast, rivals, sign_in):
    festival = of_kind(cast, "event", starts_on=41, ends_on=43)
    act(cast, festival, "Fuochi freddi", days=41)
    stranger = make.member(cast.alice, Role.EDITOR)

    assert "Fuochi freddi" in unblock(sign_in(cast.alice))
    assert "Fuochi freddi" not in main(sign_in(stranger))
    assert "Fuochi freddi" not in main(sign_in(rivals.eve))


@pytest.mark.parametrize("status", [Status.PAUSED, Status.ARCHIVED, Status.PROSPECT])
def test_a_client_that_sleeps_is_left_in_peace(cast, sign_in, status):
    festival = of_kind(cast, "event", starts_on=41, ends_on=43)
    act(cast, festival, "Fuochi freddi", days=41)
    Client.objects.filter(pk=festival.pk).update(status=status)
    assert "Fuochi freddi" not in unblock(sign_in(cast.alice))


def test_facts_that_name_no_day_say_nothing(cast, sign_in):
    festival = of_kind(cast, "event")
    act(cast, festival, "Fuochi freddi", days=5)
    for facts in ({}, {"starts_on": ""}, {"starts_on": "presto"}, {"starts_on": None}):
        Client.objects.filter(pk=festival.pk).update(facts=facts)
        main(sign_in(cast.bruno))


def test_however_many_events_come_near_today_asks_no_more(
    cast, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.rita)
    for n in range(3):
        festival = of_kind(cast, "event", starts_on=20 + n, ends_on=30)
        for m in range(4):
            act(cast, festival, f"Atto {n} {m}", days=20 + n)
    main(browser)
    with django_assert_max_num_queries(12):
        words = unblock(browser)
    assert (
        words.count("4 acts have not said yes to the line-up") == 9
    )  # the line, its button, its menu
