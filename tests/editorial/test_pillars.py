"""Pillars, series and what a post is for: proposed, changed, asked of lists, told on the post's page."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from clients.actions import audiences
from clients.actions import goals as goal_actions
from clients.models import Client
from editorial.actions import drafting, planning
from editorial.actions.aiming import Aim
from editorial.actions.drafting import content_of
from editorial.contents import content_hash
from editorial.models import Post, Publication
from editorial.queries.planning import pillars_of
from people.models import Member
from tests import make, make_goals, make_numbers, make_posts

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 12, 4, 18, 15)
MONDAY = datetime(2026, 12, 7, 18, 15)


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


def _post(by: Member, client: Client, text: str = "Si pota", **more) -> Post:
    return drafting.create_post(
        member=by, client=client, text=text, versions=(), now=make.NOW, **more
    )


def test_a_post_planned_on_the_day_of_a_series_is_proposed_for_it_with_its_number(
    owner, trecorvi
) -> None:
    goal = make_goals.goal(owner, trecorvi)
    vigna = make_goals.pillar(owner, trecorvi, goal=goal, objective="sell")
    friday = make_goals.series(owner, vigna, weekday=4, first_episode=31)

    first = _post(owner, trecorvi, wall_at=FRIDAY)
    same_day = _post(owner, trecorvi, wall_at=FRIDAY)
    week_after = _post(owner, trecorvi, wall_at=FRIDAY + timedelta(days=7))

    assert (first.series, first.episode, first.pillar, first.goal) == (friday, 31, vigna, goal)
    assert first.objective == "sell"
    assert (same_day.series, same_day.pillar) == (None, vigna)
    assert week_after.episode == 32


def test_without_a_series_a_post_takes_after_the_one_written_last(owner, trecorvi) -> None:
    vigna = make_goals.pillar(owner, trecorvi, objective="inform")
    _post(owner, trecorvi, aim=Aim(pillar=vigna))

    again = _post(owner, trecorvi, wall_at=MONDAY)

    assert (again.pillar, again.objective) == (vigna, "inform")


def test_what_is_closed_is_proposed_no_more_and_posts_keep_it(owner, trecorvi) -> None:
    goal = make_goals.goal(owner, trecorvi)
    vigna = make_goals.pillar(owner, trecorvi, goal=goal)
    before = _post(owner, trecorvi, aim=Aim(pillar=vigna, goal=goal))
    planning.close(by=owner, what=vigna, now=make.NOW)
    goal_actions.close_goal(by=owner, goal=goal, result="", now=make.NOW)

    after = _post(owner, trecorvi)

    assert (after.pillar, after.goal) == (None, None)
    before.refresh_from_db()
    assert (before.pillar, before.goal) == (vigna, goal)


def test_what_a_post_is_for_is_none_of_its_content(owner, trecorvi) -> None:
    vigna = make_goals.pillar(owner, trecorvi)
    post = _post(owner, trecorvi)
    before = content_hash(content_of(post))

    changed = drafting.edit_post(
        post=post, member=owner, edit_number=1, text=post.text, versions=(), aim=Aim(pillar=vigna), now=make.NOW
    )  # fmt: skip

    assert changed.pillar == vigna
    assert content_hash(content_of(changed)) == before


def test_a_post_cannot_be_for_what_another_client_wants(owner, trecorvi) -> None:
    other = make.client(owner, "Altro cliente")
    theirs = make_goals.pillar(owner, other)
    post = _post(owner, trecorvi)

    def move() -> None:
        with transaction.atomic():
            Post.objects.filter(pk=post.pk).update(pillar=theirs)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        move()


def test_the_editor_proposes_and_keeps_what_somebody_chooses(owner, trecorvi, sign_in) -> None:
    make.channel(trecorvi)
    goal = make_goals.goal(owner, trecorvi)
    vigna = make_goals.pillar(owner, trecorvi, goal=goal)
    friday = make_goals.series(owner, vigna, weekday=4)
    page = sign_in(owner)
    base = f"/c/{trecorvi.slug}/posts/"

    shown = page.get(f"{base}new/?day=2026-12-04").content.decode()
    assert f'value="s:{friday.public_id}" selected' in shown
    assert f'value="g:{goal.public_id}" selected' in shown
    page.post(
        f"{base}new/",
        {
            "text": "Nodo",
            "aim-about": f"p:{vigna.public_id}",
            "aim-serves": "relate",
            "aim-audience": "",
        },
    )
    post = Post.objects.get()
    assert (post.pillar, post.series, post.goal, post.objective) == (vigna, None, None, "relate")
    # a program that says nothing of it changes nothing
    page.post(f"{base}{post.public_id}/edit/", {"text": "Nodo d'inverno", "edit_number": 1})
    post.refresh_from_db()
    assert (post.text, post.pillar, post.objective) == ("Nodo d'inverno", vigna, "relate")
    page.post(
        f"{base}{post.public_id}/edit/",
        {"text": "Nodo", "edit_number": 2, "aim-about": "", "aim-serves": "", "aim-audience": ""},
    )
    post.refresh_from_db()
    assert (post.pillar, post.objective) == (None, "")


def test_the_posts_page_says_why_it_exists(owner, trecorvi, sign_in) -> None:
    goal = make_goals.goal(owner, trecorvi, why="Visits sell")
    vigna = make_goals.pillar(owner, trecorvi)
    post = _post(owner, trecorvi, aim=Aim(goal=goal, series=make_goals.series(owner, vigna)))
    aimless = _post(owner, trecorvi, aim=Aim())
    page = sign_in(owner)

    text = page.get(f"/c/{trecorvi.slug}/posts/{post.public_id}/").content.decode()

    for words in ("Why does this post exist?", "Visits booked a month", "Visits sell", "Vigna"):
        assert words in text
    assert "Il venerdì in vigna / 1" in text
    other = page.get(f"/c/{trecorvi.slug}/posts/{aimless.public_id}/").content.decode()
    assert "Nobody has said yet" in other


def test_lists_and_calendar_show_one_pillar_or_what_has_no_aim(owner, trecorvi, sign_in) -> None:
    vigna = make_goals.pillar(owner, trecorvi)
    _post(owner, trecorvi, "Della vigna", wall_at=FRIDAY, aim=Aim(pillar=vigna))
    _post(owner, trecorvi, "Senza scopo", wall_at=FRIDAY, aim=Aim())
    _post(owner, trecorvi, "Per vendere", wall_at=FRIDAY, aim=Aim(objective="sell"))
    page = sign_in(owner)
    base = f"/c/{trecorvi.slug}"

    def found(where: str, pillar: object) -> set[str]:
        text = page.get(f"{base}/{where}pillar={pillar}").content.decode()
        return {words for words in ("Della vigna", "Senza scopo", "Per vendere") if words in text}

    for where in ("posts/?", "calendar/?on=2026-12-04&"):
        assert found(where, vigna.public_id) == {"Della vigna"}
        assert found(where, "none") == {"Senza scopo", "Per vendere"}
        assert found(where, "aimless") == {"Senza scopo"}


def test_the_screen_says_when_shares_do_not_make_a_hundred(owner, trecorvi, sign_in) -> None:
    make_goals.pillar(owner, trecorvi, share=35)
    cantina = make_goals.pillar(owner, trecorvi, "Cantina", share=25)
    url = f"/c/{trecorvi.slug}/strategy/pillars/"
    page = sign_in(owner)

    assert "sum to 60" in page.get(url).content.decode()
    wrong = page.post(f"{url}new/", {"name": "Cantina", "share": "40"})
    assert wrong.status_code == 422
    assert "already" in wrong.content.decode()
    page.post(f"{url}{cantina.public_id}/", {"name": "Cantina", "share": "65"})
    assert "sum to" not in page.get(url).content.decode()


def test_the_actual_share_counts_posts_not_channels(owner, trecorvi) -> None:
    one, other = make.channel(trecorvi), make.channel(trecorvi)
    vigna = make_goals.pillar(owner, trecorvi)
    for channels, pillar in (((one, other), vigna), ((one,), None)):
        post = make_posts.scheduled(owner, *channels).post
        Post.objects.filter(pk=post.pk).update(pillar=pillar)
        for delivery in post.deliveries.all():
            out = make_numbers.publication(delivery.channel, at=make.NOW - timedelta(days=3))
            Publication.objects.filter(pk=out.pk).update(delivery=delivery)

    found = pillars_of(client=trecorvi, now=make.NOW)

    assert (found.lines[0].n_out, found.lines[0].actual, found.n_without) == (1, 50, 1)


def test_new_posts_speak_to_the_clients_usual_audience(owner, trecorvi) -> None:
    made = audiences.write_audience(by=owner, client=trecorvi, name="Coppie di città", now=make.NOW)

    assert _post(owner, trecorvi).audience == made


def test_a_client_without_pillars_begins_with_those_of_its_kind_once(
    owner, trecorvi, sign_in
) -> None:
    page = sign_in(owner)
    url = f"/c/{trecorvi.slug}/strategy/pillars/"

    assert "Begin with these" in page.get(url).content.decode()
    for _twice in range(2):
        page.post(f"{url}begin/")

    found = pillars_of(client=trecorvi, now=make.NOW)
    assert (len(found.lines), found.total) == (4, 100)
