"""What a client's public is like: the hour at which it looks is told beside the editor with its rule, offered to a day without one, and what the client is about stands there."""

from __future__ import annotations

import html
from datetime import time, timedelta

import pytest
from django.utils import translation

from clients.actions import audiences, strategy
from clients.actions.audiences import When
from people.clock import database_now
from tests import make
from tests.editorial.filling import form, tomorrow_at, url
from tests.editorial.looking import checks, look


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def couples(cast, *when: When):
    return audiences.write_audience(
        by=cast.rita,
        client=cast.client,
        name="Coppie",
        needs="Una domenica fuori porta",
        phrases=["ma si può venire col cane?"],
        habits=when,
        is_default=True,
        now=database_now(),
    )


EVENING = (time(20), time(23))


def test_an_hour_far_from_its_public_is_told_with_the_hour_to_use_and_the_rule(cast, sign_in):
    couples(cast, When(cast.channel.network, (), *EVENING))
    browser = sign_in(cast.bruno)
    night = tomorrow_at("03:10", cast)
    answer = look(browser, cast, **night)
    said = checks(answer)
    assert "At 03:10 hardly any of its public is there" in said
    assert "Coppie: " in said
    assert "20:00–23:00" in said
    assert f'value="fix:time:{night["day"]}T20:00"' in answer.content.decode()
    for near in ("17:30", "21:00", "01:59"):
        assert "hardly any" not in checks(look(browser, cast, **tomorrow_at(near, cast)))


def test_the_other_way_round_midnight_and_a_network_that_fits_say_nothing(cast, sign_in):
    other = make.channel(cast.client)
    other.network = "bluesky"
    other.save(update_fields=["network"])
    couples(cast, When(cast.channel.network, (), *EVENING), When("bluesky", (), time(8), time(9)))
    browser = sign_in(cast.bruno)
    morning = tomorrow_at("08:30", cast)
    assert "hardly any" in checks(look(browser, cast, **morning))
    both = {
        f"on-{other.public_id.hex}-is_on": "on",
        f"on-{other.public_id.hex}-visibility": "public",
    }
    assert "hardly any" not in checks(look(browser, cast, **morning, **both))


def test_a_new_post_on_a_day_has_the_hour_of_its_usual_public(cast, sign_in):
    day = make.today(cast.client) + timedelta(days=3)
    couples(cast, When(cast.channel.network, (day.weekday(),), *EVENING))
    browser = sign_in(cast.bruno)
    page = browser.get(f"{url('new', cast)}?day={day}").content.decode()
    assert 'name="clock" value="20:00"' in page
    other = browser.get(f"{url('new', cast)}?day={day + timedelta(days=1)}").content.decode()
    assert 'name="clock" value="20:00"' not in other


def test_a_day_without_an_hour_is_offered_that_of_its_public(cast, sign_in):
    day = make.today(cast.client) + timedelta(days=3)
    couples(cast, When(cast.channel.network, (day.weekday(),), *EVENING))
    browser = sign_in(cast.bruno)
    answer = look(browser, cast, day=day.isoformat())
    assert "Its public is there from 20:00 on that day." in checks(answer)
    deed = f"fix:time:{day}T20:00"
    assert f'value="{deed}"' in answer.content.decode()
    put = browser.post(url("new", cast), form(cast, day=day.isoformat(), deed=deed))
    assert 'name="clock" value="20:00"' in put.content.decode()
    other = (day + timedelta(days=1)).isoformat()
    assert "Its public is there" not in checks(look(browser, cast, day=other))
    assert "Its public is there" not in checks(
        look(browser, cast, day=day.isoformat(), clock="21:00")
    )


def test_what_the_client_is_about_stands_beside_the_editor(cast, sign_in):
    couples(cast)
    strategy.save_brief(
        by=cast.rita,
        client=cast.client,
        parts={
            "positioning": "Il vino di chi cammina",
            "purpose": "Far venire la domenica",
            "strengths": ["Tempo per le persone"],
        },
        now=database_now(),
    )
    page = html.unescape(sign_in(cast.bruno).get(url("new", cast)).content.decode())
    for words in (
        "Il vino di chi cammina",
        "Far venire la domenica",
        "Tempo per le persone",
        "Una domenica fuori porta",
        "ma si può venire col cane?",
    ):
        assert words in page
