"""The client's wider presence: touchpoints, their moments, and the posts that support them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clients.actions import presence
from clients.models import Touchpoint, TouchpointMoment
from editorial.models import Post
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def _newsletter(cast: Cast, **more) -> Touchpoint:
    words = {"kind": "newsletter", "name": "Lettera dalla vigna", **more}
    return presence.keep_touchpoint(by=cast.alice, client=cast.client, now=database_now(), **words)


def _moment(cast: Cast, days: int = 0, **more) -> TouchpointMoment:
    on = make.today(cast.client) + timedelta(days=days)
    found = Touchpoint.objects.first() or _newsletter(cast)
    words = {"title": "Lettera di maggio", "on": on, **more}
    return presence.plan_moment(by=cast.alice, touchpoint=found, now=database_now(), **words)


def test_a_touchpoint_and_a_moment_are_typed_and_stand_on_the_screen(cast: Cast, sign_in: SignIn):
    browser = sign_in(cast.bruno)
    slug = cast.client.slug
    done = browser.post(
        reverse("clients:touchpoint_new", args=[slug]),
        {"kind": "blog", "name": "Diario", "url": "trecorvi.example/diario", "carer": "Paola"},
    )
    assert done.status_code == 302
    blog = Touchpoint.objects.get()
    assert blog.url == "https://trecorvi.example/diario"
    on = make.today(cast.client) + timedelta(days=3)
    browser.post(
        reverse("clients:moment_new", args=[slug]),
        {"touchpoint": blog.public_id, "title": "Come si pota", "on": on.isoformat()},
    )
    page = browser.get(reverse("clients:presence", args=[slug])).content.decode()
    assert "Diario" in page
    assert "kept by Paola" in page
    assert "Come si pota" in page


def test_a_moment_that_ends_before_it_begins_is_refused_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn
):
    letter = _newsletter(cast)
    answer = sign_in(cast.bruno).post(
        reverse("clients:moment_new", args=[cast.client.slug]),
        {"touchpoint": letter.public_id, "title": "Fiera", "on": "2026-05-10", "until": "2026-05-09"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "The last day comes before the first." in answer.content.decode()
    assert 'value="Fiera"' in answer.content.decode()
    assert not TouchpointMoment.objects.exists()
    moment = _moment(cast)
    with pytest.raises(IntegrityError, match="moment_ends_after"), transaction.atomic():
        TouchpointMoment.objects.filter(pk=moment.pk).update(until=moment.on - timedelta(days=1))


def test_two_touchpoints_of_one_name_are_refused(cast: Cast):
    _newsletter(cast)
    with pytest.raises(presence.PresenceError, match="already"):
        _newsletter(cast, name="lettera DALLA vigna")


@pytest.mark.parametrize("view", ["month", "week", "list", "day"])
def test_each_view_of_the_calendar_has_the_moment_on_each_of_its_days_and_can_hide_it(
    cast: Cast, sign_in: SignIn, view: str
):
    moment = _moment(cast, until=make.today(cast.client))
    browser = sign_in(cast.bruno)
    url = reverse("editorial:calendar", args=[cast.client.slug])
    on = moment.on.isoformat()
    shown = browser.get(url, {"view": view, "on": on}).content.decode()
    assert shown.count(f"#moment-{moment.public_id}") == 1
    hidden = browser.get(url, {"view": view, "on": on, "elsewhere": "off"}).content.decode()
    assert str(moment.public_id) not in hidden
    assert "Show what happens" in hidden
    everybody = browser.get(reverse("editorial:all_calendar"), {"view": view, "on": on})
    assert f"{cast.client.name}: " in everybody.content.decode()


def test_a_moment_of_three_days_stands_on_three_days(cast: Cast, sign_in: SignIn):
    moment = _moment(cast, until=make.today(cast.client) + timedelta(days=2))
    page = sign_in(cast.bruno).get(
        reverse("editorial:calendar", args=[cast.client.slug]),
        {"view": "month", "on": moment.on.isoformat()},
    )
    assert page.content.decode().count(f"#moment-{moment.public_id}") == 3


@pytest.mark.parametrize(("view", "n"), [("month", 2), ("week", 6), ("list", 6), ("day", 8)])
def test_a_day_shows_as_many_moments_as_it_has_room_for_and_leads_to_the_others(
    cast: Cast, sign_in: SignIn, view: str, n: int
):
    moments = [_moment(cast, title=f"Momento {at}") for at in range(8)]
    on = moments[0].on.isoformat()
    browser = sign_in(cast.bruno)
    page = browser.get(
        reverse("editorial:calendar", args=[cast.client.slug]), {"view": view, "on": on}
    ).content.decode()
    shown = [each for each in moments if f"#moment-{each.public_id}" in page]
    assert shown == moments[:n]
    assert (f"and {8 - n} more elsewhere" in page) is (n < 8)
    assert (f'href="?view=day&amp;on={on}">and {8 - n} more elsewhere' in page) is (n < 8)


def test_a_post_says_what_it_supports_and_keeps_its_approval(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    post = make_posts.draft(cast.bruno, channel, text="La lettera è uscita")
    moment = _moment(cast)
    browser = sign_in(cast.bruno)
    url = reverse("editorial:supports", args=[cast.client.slug, post.public_id])
    assert "Lettera di maggio" in browser.get(url).content.decode()

    browser.post(url, {"moment": str(moment.public_id)})

    found = Post.objects.get(pk=post.pk)
    assert found.supports == moment
    assert (found.edit_number, found.stage) == (post.edit_number, post.stage)
    page = browser.get(reverse("editorial:post", args=[cast.client.slug, post.public_id]))
    assert "Lettera di maggio" in page.content.decode()
    part = browser.get(reverse("editorial:supporting", args=[cast.client.slug]))
    assert "La lettera è uscita" in part.content.decode()

    browser.post(reverse("clients:moment_drop", args=[cast.client.slug, moment.public_id]))
    assert Post.objects.get(pk=post.pk).supports is None


def test_another_clients_moment_cannot_be_supported(cast: Cast, sign_in: SignIn):
    other = make.client(cast.alice, "Altro")
    theirs = presence.plan_moment(
        by=cast.alice,
        touchpoint=presence.keep_touchpoint(
            by=cast.alice, client=other, kind="site", name="Sito", now=database_now()
        ),
        title="Loro",
        on=make.today(cast.client),
        now=database_now(),
    )
    post = make_posts.draft(cast.bruno, make.channel(cast.client), text="Nostro")
    _moment(cast)
    url = reverse("editorial:supports", args=[cast.client.slug, post.public_id])
    assert sign_in(cast.bruno).post(url, {"moment": str(theirs.public_id)}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        _point(post, theirs)


def _point(post: Post, moment: TouchpointMoment) -> None:
    """Past all forms and actions."""
    Post.objects.filter(pk=post.pk).update(supports=moment)
    connection.check_constraints()
