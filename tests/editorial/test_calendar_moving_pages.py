"""Moving a post on the pages of the calendar, with a script and without one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from editorial.models import Post
from people.clock import database_now
from tests import make, make_posts
from tests.desk.test_in_the_browser import walk
from tests.editorial.planned import draft, fields, html_of, move_url, shown, url

SCRIPT = {"headers": {"HX-Request": "true"}}
AT = time(18, 15)


def days_on(cast, n: int) -> date:
    """A day of the client's, so many from today: pages let nothing move into what has passed."""
    return make.today(cast.client) + timedelta(days=n)


def said(day: date) -> str:
    """A day as a sentence names it."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def next_day_without_half_past_two(cast) -> date:
    """The next day but this week's on which the client's clocks go forward over 02:30."""
    zone = ZoneInfo(cast.client.time_zone)
    for n in range(7, 7 + 366):
        wanted = datetime.combine(days_on(cast, n), time(2, 30))
        there = wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        if there.replace(tzinfo=None) != wanted:
            return wanted.date()
    raise AssertionError("no clocks go forward there")


def test_a_card_moves_by_script_and_comes_back_as_it_stands(cast, sign_in):
    was, to = days_on(cast, 11), days_on(cast, 15)
    post = draft(cast, datetime.combine(was, AT))
    answer = sign_in(cast.bruno).post(
        move_url(cast, post),
        fields(datetime.combine(to, AT), seen=f"{was}T18:15"),
        **SCRIPT,
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-said="Moved to {said(to)}, 18:15 (Rome)."' in html
    assert f'data-back="day={was}&amp;clock=18%3A15&amp;fold=0&amp;seen={to}T18%3A15"' in html
    assert shown(html) == {(str(post.public_id), f"{to}T18:15")}
    assert "<html" not in html


def test_a_refused_move_answers_with_the_reason_and_the_card_where_it_is(cast, sign_in):
    soon = database_now() + timedelta(days=2)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    post = Post.objects.get(pk=delivery.post_id)
    to = fields(datetime.combine(soon.date() + timedelta(days=3), datetime(1, 1, 1, 9).time()))
    is_at = {(str(post.public_id), post.wall_at.isoformat(timespec="minutes"))}

    by_writer = sign_in(cast.bruno).post(move_url(cast, post), to, **SCRIPT)
    assert by_writer.status_code == 403
    assert "only those who may schedule posts can move it" in by_writer.content.decode()
    assert shown(by_writer.content.decode()) == is_at

    manager = sign_in(cast.rita)
    stale = manager.post(move_url(cast, post), {**to, "seen": "2020-01-01T00:00"}, **SCRIPT)
    assert stale.status_code == 409
    assert "Somebody moved this post meanwhile" in stale.content.decode()

    past = manager.post(move_url(cast, post), fields(datetime(2024, 1, 1, 9, 0)), **SCRIPT)
    assert past.status_code == 422
    assert "has passed" in past.content.decode()
    assert "data-form" in past.content.decode()

    walk(delivery, "claimed")
    leaving = manager.post(move_url(cast, post), to, **SCRIPT)
    assert leaving.status_code == 409
    assert "being sent right now" in leaving.content.decode()
    assert 'data-fixed="leaving"' in leaving.content.decode()
    assert shown(leaving.content.decode()) == is_at


def test_an_hour_that_does_not_exist_offers_its_neighbours(cast, sign_in):
    day = next_day_without_half_past_two(cast)
    wanted = datetime.combine(day, time(2, 30))
    post = draft(cast, wanted - timedelta(days=1))
    browser = sign_in(cast.bruno)
    asked = browser.post(move_url(cast, post), fields(wanted))
    html = asked.content.decode()
    assert asked.status_code == 422
    assert f'name="instead" value="{day}T01:59"' in html
    to = fields(wanted, instead=f"{day}T03:00")
    assert browser.post(move_url(cast, post), to).status_code == 302
    post.refresh_from_db()
    assert post.wall_at == datetime.combine(day, time(3, 0))


def test_without_a_script_a_small_page_moves_and_goes_back_where_one_was(cast, sign_in):
    was, on = days_on(cast, 11), days_on(cast, 12)
    post = draft(cast, datetime.combine(was, AT))
    browser = sign_in(cast.bruno)
    came_from = f"http://testserver{reverse('editorial:all_calendar')}?view=week&on={was}"
    page = browser.get(move_url(cast, post), headers={"Referer": came_from}).content.decode()
    assert f'name="next" value="/t/calendar/?view=week&amp;on={was}"' in page
    assert f'value="{was}"' in page
    assert f'name="seen" value="{was}T18:15"' in page
    to = fields(datetime.combine(on, time(9, 0)), next=f"/t/calendar/?view=week&on={was}")
    moved = browser.post(move_url(cast, post), to, follow=True)
    html = moved.content.decode()
    assert moved.redirect_chain == [(f"/t/calendar/?view=week&on={was}", 302)]
    assert f"Moved to {said(on)}, 09:00 (Rome)." in html

    back = re.search(r'action="([^"]*/move/\?[^"]*)"', html)[1].replace("&amp;", "&")
    assert browser.post(back).status_code == 302
    post.refresh_from_db()
    assert post.wall_at == datetime.combine(was, AT)


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/t/team/", "\\\\x"]
)
def test_the_way_on_after_a_move_is_a_calendar_of_ours(cast, sign_in, to):
    day = days_on(cast, 12)
    post = draft(cast, datetime.combine(day - timedelta(days=1), AT))
    sent = fields(datetime.combine(day, time(9, 0)), next=to)
    answer = sign_in(cast.bruno).post(move_url(cast, post), sent)
    assert answer.url == f"{url(cast)}?on={day}"


def test_what_may_not_be_moved_says_why_and_offers_no_form(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    writer = sign_in(cast.bruno)
    page = writer.get(move_url(cast, delivery.post)).content.decode()
    assert "only those who may schedule posts can move it" in page
    assert 'name="clock"' not in page
    to = fields(datetime.combine(days_on(cast, 12), time(9, 0)))
    assert writer.post(move_url(cast, delivery.post), to).status_code == 403
    on = delivery.wall_at.date()
    assert 'data-fixed="needs_scheduler"' in html_of(writer, url(cast), on=on)
    assert "to-move" in html_of(sign_in(cast.rita), url(cast), on=on)
