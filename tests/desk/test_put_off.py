"""A line of Today is put off to a day, comes back on it, sooner where it gets worse, and nothing of it is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from clients.models import Channel
from editorial.models import Delivery
from people.clock import database_now
from people.models import PutOff
from tests import make, make_posts
from tests.desk.test_today import main, part


@pytest.fixture
def today(cast):
    return make.today(cast.client)


def at_risk(cast, text: str, hours: int = 30) -> Delivery:
    Channel.objects.update(health="ok")
    delivery = make_posts.scheduled(
        cast.rita, cast.channel, text=text, due_in=timedelta(hours=hours)
    )
    Channel.objects.update(health="reconnect")
    return delivery


def asked_of(words: str) -> dict[str, str]:
    """What the menu of the first line asks with."""
    url = unescape(re.search(r'hx-get="(/t/put-off/ways/[^"]*)"', words)[1])
    found = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return {name: each[0] for name, each in found.items()}


def put_off(browser, until, words: str | None = None) -> str:
    asked = asked_of(words or main(browser))
    answer = browser.post(
        reverse("desk:put_off"), {**asked, "until": until.isoformat()}, follow=True
    )
    return answer.content.decode()


def is_there(browser, cast) -> bool:
    """Whether the channel stands among what is to unblock, not only below what was put off."""
    return ">Reconnect<" in part(main(browser), "unblock")


def test_a_line_put_off_is_away_and_told_and_taken_back_at_once(cast, sign_in, today):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    page = put_off(browser, today + timedelta(days=3))
    assert "Put off until" in page
    assert not is_there(browser, cast)
    words = part(main(browser), "unblock")
    assert "1 put off" in words
    assert "back on" in words
    # It is nobody else's matter.
    assert is_there(sign_in(cast.alice), cast)
    undone = unescape(re.search(r'action="(/t/put-off/\?[^"]*)"', page)[1])
    browser.post(undone)
    assert is_there(browser, cast)
    assert not PutOff.objects.exists()


def test_a_day_of_ones_own_is_asked_apart_from_tomorrow(cast, sign_in, today):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    asked = asked_of(main(browser))
    menu = browser.get(reverse("desk:ways_to_put_off"), asked).content.decode()
    (form,) = (each for each in re.findall(r"<form.*?</form>", menu, re.S) if 'name="on"' in each)
    # Enter in the date presses the first button of its form.
    assert 'name="until"' not in form
    given = dict(re.findall(r'type="hidden" name="(matter|n|at)" value="([^"]*)"', form))
    given = {name: unescape(each) for name, each in given.items()}
    assert given == asked
    there = today + timedelta(days=5)
    browser.post(reverse("desk:put_off"), {**given, "on": there.isoformat()})
    assert PutOff.objects.get().until_on == there


def test_a_line_comes_back_on_its_day(cast, sign_in, today):
    at_risk(cast, "A rischio", hours=300)
    browser = sign_in(cast.rita)
    put_off(browser, today + timedelta(days=1))
    assert not is_there(browser, cast)
    PutOff.objects.update(until_on=today)
    assert is_there(browser, cast)


def test_what_gets_worse_comes_back_before_its_day(cast, sign_in, today):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    put_off(browser, today + timedelta(days=5))
    assert not is_there(browser, cast)
    # One more exit at risk.
    at_risk(cast, "Un altro", hours=40)
    assert is_there(browser, cast)
    put_off(browser, today + timedelta(days=5))
    assert not is_there(browser, cast)
    # As many as before, but the first of them hurts sooner.
    Delivery.objects.filter(post__text="Un altro").update(
        due_at=database_now() + timedelta(hours=2)
    )
    assert is_there(browser, cast)


def test_the_harm_that_lay_ahead_and_came_wakes_the_line(cast, sign_in, today):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    put_off(browser, today + timedelta(days=5))
    past = database_now() - timedelta(hours=1)
    Delivery.objects.update(due_at=past)
    PutOff.objects.update(at=past, made_at=past - timedelta(hours=5))
    assert is_there(browser, cast)
    # What had come already when it was put off stays away until its day.
    PutOff.objects.update(made_at=past + timedelta(minutes=5))
    assert not is_there(browser, cast)


def test_in_another_state_it_is_another_matter(cast, sign_in, today):
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Mancato")
    Delivery.objects.filter(pk=delivery.pk).update(state="missed", reason="late")
    browser = sign_in(cast.rita)
    put_off(browser, today + timedelta(days=5))
    assert ">Decide<" not in part(main(browser), "unblock")
    Delivery.objects.filter(pk=delivery.pk).update(reason="")
    assert ">Decide<" in part(main(browser), "unblock")


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_day_that_is_none_is_refused_in_words_and_the_line_stays(cast, sign_in, today, days):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    page = put_off(browser, today + timedelta(days=days))
    assert "Choose a day from tomorrow on" in page
    assert is_there(browser, cast)
    browser.post(reverse("desk:put_off"), {"matter": "x", "until": "ieri", "n": "²", "at": "ora"})
    assert not PutOff.objects.exists()


def test_the_menu_has_tomorrow_monday_and_a_day_of_ones_own(cast, sign_in, today):
    at_risk(cast, "A rischio")
    browser = sign_in(cast.rita)
    words = browser.get(reverse("desk:ways_to_put_off"), asked_of(main(browser))).content.decode()
    assert "Until tomorrow" in words
    days = re.findall(r'name="until" value="([-\d]+)"', words)
    assert days[0] == (today + timedelta(days=1)).isoformat()
    assert make.today(cast.client).fromisoformat(days[1]).weekday() == 0
    assert days[1] > days[0]


def test_what_another_put_off_is_not_had_back_by_me(cast, sign_in, today):
    at_risk(cast, "A rischio")
    rita = sign_in(cast.rita)
    put_off(rita, today + timedelta(days=3))
    found = PutOff.objects.get()
    sign_in(cast.alice).post(reverse("desk:put_off"), {"matter": found.matter, "deed": "back"})
    assert PutOff.objects.filter(pk=found.pk).exists()
