"""The screens of what repeats: set from a post, seen on its page, in the editor, on the calendar, in the client's area; changed and ended."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from clients.actions import access_links
from clients.models import Approval
from editorial import when
from editorial.actions import asking, scheduling
from editorial.models import Post, Recurrence
from people.clock import database_now
from tests import make, make_posts

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def post(cast) -> Post:
    """A scheduled post, the day after tomorrow at nine."""
    made = make_posts.draft(cast.alice, cast.channel, text="La cantina è aperta.")
    today = when.wall_of(database_now(), cast.client.time_zone).date()
    wall_at = datetime.combine(today + 2 * A_DAY, time(9))
    scheduling.schedule(post=made, member=cast.alice, wall_at=wall_at, now=database_now())
    return Post.objects.get(pk=made.pk)


def url(name: str, of: Post | Recurrence) -> str:
    return reverse(f"editorial:{name}", args=[of.client.slug, of.public_id])


def typed(post: Post, **more) -> dict[str, object]:
    return {
        "every": "week", "interval": 1, "weekdays": [post.wall_at.weekday()], "clock": "09:00",
        "ends": "never", "is_scheduled": "True", "rest_days": 0, **more,
    }  # fmt: skip


def body(answer) -> str:
    return answer.content.decode()


def test_a_post_is_let_repeat_and_says_so_wherever_it_is_seen(cast, sign_in, post):
    browser = sign_in(cast.alice)
    assert url("recurrence_new", post) in body(browser.get(url("post", post)))
    form = body(browser.get(url("recurrence_new", post)))
    assert "Let it repeat" in form

    answer = browser.post(url("recurrence_new", post), typed(post), follow=True)

    recurrence = Recurrence.objects.get()
    assert answer.redirect_chain[-1][0] == url("recurrence", recurrence)
    assert "5 posts are made." in body(answer)
    assert body(answer).count("Scheduled</span>") >= 5
    for page in (url("post", post), url("edit", post)):
        assert url("recurrence", recurrence) in body(browser.get(page))
    assert url("recurrence_new", post) not in body(browser.get(url("post", post)))
    for view in ("month", "list"):
        calendar = reverse("editorial:calendar", args=[cast.client.slug])
        shown = body(browser.get(f"{calendar}?view={view}&on={post.wall_at:%Y-%m-%d}"))
        assert "repeats" in shown
    listed = body(browser.get(reverse("editorial:recurrences", args=[cast.client.slug])))
    assert "La cantina è aperta." in listed
    assert "at 09:00" in listed


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weekdays": []}, "Choose at least one day."),
        ({"every": "month_day", "month_day": ""}, "Write the day, from 1 to 31."),
        ({"ends": "until"}, "Choose the day."),
        ({"ends": "until", "ends_on": "2020-01-01"}, "That is before the first post."),
        ({"ends": "times"}, "Write how many, from 2 on."),
        ({"rest_days": 30}, "the same words cannot rest longer"),
        ({"clock": "mai"}, "Write a time such as 18:15."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, sign_in, post, wrong, sentence):
    answer = sign_in(cast.alice).post(
        url("recurrence_new", post), typed(post, skips_holidays="on", **wrong)
    )

    assert answer.status_code == 422
    assert sentence in body(answer)
    assert 'name="skips_holidays" class="form-check-input" id="id_skips_holidays" checked' in body(
        answer
    ) or ("checked" in body(answer).partition('name="skips_holidays"')[2].partition(">")[0])
    assert not Recurrence.objects.exists()


def test_nights_of_changed_clocks_are_asked_about_once(cast, sign_in, post):
    browser = sign_in(cast.alice)
    every_night = typed(post, weekdays=list(range(7)), clock="02:30")

    asked = browser.post(url("recurrence_new", post), every_night)
    assert asked.status_code == 422
    assert "does not exist on" in body(asked)
    assert "happens twice on" in body(asked)

    browser.post(url("recurrence_new", post), {**every_night, "in_gap": "after", "fold": 1})
    recurrence = Recurrence.objects.get()
    assert (recurrence.in_gap, recurrence.fold) == ("after", 1)
    assert "The first minute after" in body(browser.get(url("recurrence_edit", recurrence)))


def test_a_number_of_posts_becomes_a_last_day(cast, sign_in, post):
    sign_in(cast.alice).post(url("recurrence_new", post), typed(post, ends="times", times=3))

    assert Recurrence.objects.get().ends_on == post.wall_at.date() + 14 * A_DAY


def test_the_days_are_left_out_changed_and_ended_from_their_page(cast, sign_in, post):
    browser = sign_in(cast.alice)
    browser.post(url("recurrence_new", post), typed(post))
    recurrence = Recurrence.objects.get()
    on = (post.wall_at.date() + 7 * A_DAY).isoformat()
    day = url("recurrence_day", recurrence)

    assert "left out" in body(browser.post(day, {"on": on, "deed": "skip"}, follow=True))
    assert "in again" in body(browser.post(day, {"on": on, "deed": "put_back"}, follow=True))
    words = browser.post(day, {"on": on, "deed": "words"}, follow=True)
    assert "4 posts are changed." in body(words)
    changed = browser.post(
        url("recurrence_edit", recurrence), typed(post, clock="10:30"), follow=True
    )
    assert "posts are changed." in body(changed)
    ended = browser.post(url("recurrence_end", recurrence), {"puts_away": "1"}, follow=True)
    assert "Ended: no more posts are made." in body(ended)
    assert "in the archive" in body(ended)


def test_a_client_who_approves_reads_on_which_days_it_goes_out_again(cast, sign_in, client):
    cast.client.approval = Approval.CLIENT
    cast.client.save(update_fields=["approval"])
    contact = make.contact(cast.alice, cast.client, "Teo", part="approver", language="en")
    made = make_posts.draft(cast.alice, cast.channel, text="Ogni martedì in cantina.")
    today = when.wall_of(database_now(), cast.client.time_zone).date()
    Post.objects.filter(pk=made.pk).update(wall_at=datetime.combine(today + 2 * A_DAY, time(9)))
    made.refresh_from_db()
    sign_in(cast.alice).post(url("recurrence_new", made), typed(made))
    asking.ask_client(post=made, member=cast.alice, now=database_now())
    other = make_posts.draft(cast.alice, cast.channel, text="Una volta sola.")
    asking.ask_client(post=other, member=cast.alice, now=database_now())

    token = access_links.give(contact=contact, now=database_now()).rstrip("/").rpartition("/")[2]

    for page in ("decide", "all_listed"):
        shown = body(client.get(reverse(f"portal:{page}", args=[token])))
        assert shown.count("Then it goes out again every") == 1


def test_who_only_writes_sees_the_repeat_and_sets_none(cast, sign_in, post):
    sign_in(cast.alice).post(url("recurrence_new", post), typed(post))
    recurrence = Recurrence.objects.get()
    browser = sign_in(cast.bruno)

    shown = body(browser.get(url("recurrence", recurrence)))
    assert "La cantina è aperta." in shown
    assert url("recurrence_end", recurrence) not in shown
    assert browser.get(url("recurrence_edit", recurrence)).status_code == 403
    assert url("recurrence_new", post) not in body(browser.get(url("post", post)))
