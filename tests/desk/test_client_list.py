"""How each client stands: the checks and their words, the orders and filters of the list, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from clients.models import Channel, Client, Credential
from desk import health
from desk.health import Facts, Level
from desk.queries.days import days_of
from editorial.models import Delivery, Extra
from people.clock import database_now
from people.roles import Role
from tests import make, make_money, make_numbers, make_posts

CLIENTS = "/t/clients/"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def main(browser, **query) -> str:
    answer = browser.get(CLIENTS, query)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Facts(n_channels=1, n_days=3, usual_days=6), Level.FINE),
        (Facts(n_channels=1, n_days=2, usual_days=6), Level.WATCH),
        (Facts(n_channels=1, n_days=1, n_planned_days=2, usual_days=6), Level.FINE),
        (Facts(n_channels=1), Level.WATCH),
        (Facts(n_channels=0), Level.WATCH),
        (Facts(n_channels=2, n_days=5, n_to_reconnect=1), Level.WATCH),
        (Facts(n_channels=2, n_days=5, n_to_reconnect=1, n_at_risk=4), Level.ACT),
        (Facts(n_channels=2, n_days=5, n_ending=1, first_end=NOW + timedelta(days=6)), Level.WATCH),
        (Facts(n_channels=2, n_days=5, n_ending=1, first_end=NOW + timedelta(days=6), n_at_risk=2), Level.ACT),
        (Facts(n_channels=1, n_days=5, has_gone_out=False), Level.WATCH),
        (Facts(n_channels=1, n_days=5, n_standing=1), Level.ACT),
        (Facts(n_channels=1, n_days=5, trend=-0.4, n_before=100), Level.WATCH),
        (Facts(n_channels=1, n_days=5, trend=-0.4, n_before=5), Level.FINE),
        (Facts(n_channels=1, n_days=5, n_with_client=2, asked_at=NOW - timedelta(hours=3)), Level.FINE),
        (Facts(n_channels=1, n_days=5, n_with_client=2, asked_at=NOW - timedelta(days=2)), Level.WATCH),
        (
            Facts(n_channels=1, n_days=5, n_with_client=1, asked_at=NOW, decision_needed_at=NOW + timedelta(hours=5)),
            Level.ACT,
        ),
    ],
)  # fmt: skip
def test_the_health_is_the_worst_of_the_checks_and_the_worst_comes_first(facts, level):
    checks = health.checks(facts, now=NOW)

    assert health.level_of(facts, now=NOW) == level == checks[0].level
    assert len(checks) == 5
    assert all(str(check.sentence).endswith(".") for check in checks)


def test_the_list_says_why_a_client_needs_care(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(hours=3))
    Channel.objects.update(health="reconnect")
    words = main(sign_in(cast.rita))

    assert "Needs care" in words
    assert "1 channel must be reconnected, 1 exit at risk." in words
    assert reverse("clients:channels", args=[cast.client.slug]) in words


def test_days_with_an_exit_and_days_with_only_a_draft_are_told_apart(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    draft = make_posts.draft(cast.bruno, cast.channel, text="Bozza")
    draft.wall_at = (database_now() + timedelta(days=5)).replace(
        tzinfo=None, second=0, microsecond=0
    )
    draft.save(update_fields=["wall_at"])

    assert "exits on 1 day, 1 with a draft" in main(sign_in(cast.rita))


@pytest.mark.parametrize(
    ("zone", "now", "due_at", "strip"),
    [
        # in Havana the first hour of this day comes twice, in Beirut it never comes
        ("America/Havana", (2026, 10, 31, 12), (2026, 11, 1, 4, 30), ".s"),
        ("America/Havana", (2026, 10, 31, 12), (2026, 11, 1, 3, 59), "s."),
        ("Asia/Beirut", (2027, 3, 27, 12), (2027, 3, 27, 22, 10), ".s"),
        ("Asia/Beirut", (2027, 3, 27, 12), (2027, 3, 27, 21, 59), "s."),
        ("Pacific/Auckland", (2026, 11, 26, 9), (2026, 11, 26, 11, 30), ".s"),
    ],
)
def test_a_day_of_the_list_is_one_of_the_clients_own_zone(cast, zone, now, due_at, strip):
    now, due_at = datetime(*now, tzinfo=UTC), datetime(*due_at, tzinfo=UTC)
    Client.objects.update(time_zone=zone)
    cast.channel.refresh_from_db()
    make_posts.scheduled(cast.rita, cast.channel, due_in=due_at - now, now=now)
    (client,) = Client.objects.filter(pk=cast.client.pk)

    days = days_of([client], member=cast.rita, now=now)[client.pk]
    assert [each or "." for each in days.strip(client.today(now))][:2] == list(strip)
    assert days.next_at == due_at


def test_the_last_exit_and_how_engagements_changed_are_told(cast, sign_in):
    make_numbers.publication(cast.channel, at=database_now() - timedelta(days=2), text="Uscito")
    words = main(sign_in(cast.rita))

    assert "2 days ago" in words
    assert "The 30 days before were not collected whole" in words


def test_a_name_a_health_and_an_order_are_in_the_address(cast, sign_in):
    for name in ("Bottega Ambra", "Cascina Zeta", "Atelier Rosso"):
        make.client(cast.alice, name)
    Delivery.objects.filter(
        pk=make_posts.scheduled(cast.rita, cast.channel, text="Mancato").pk
    ).update(state="missed", reason="late")
    browser = sign_in(cast.alice)

    words = main(browser)
    assert (
        words.index("Tenuta Trecorvi") < words.index("Atelier Rosso") < words.index("Cascina Zeta")
    )
    words = main(browser, sort="name", dir="down")
    assert (
        words.index("Tenuta Trecorvi") < words.index("Cascina Zeta") < words.index("Atelier Rosso")
    )
    words = main(browser, q="zeta")
    assert "Cascina Zeta" in words
    assert "Tenuta Trecorvi" not in words
    words = main(browser, health="act")
    assert "Tenuta Trecorvi" in words
    assert "Cascina Zeta" not in words
    assert "Remove the filters" in main(browser, q="zucca")


def test_twenty_five_clients_a_page_and_the_next_page_keeps_the_filters(cast, sign_in):
    for n in range(30):
        make.client(cast.alice, f"Cliente {n:02}")
    browser = sign_in(cast.alice)
    words = main(browser, sort="name", q="cliente")

    assert words.count('role="rowheader"') == 25
    assert "?sort=name&amp;q=cliente&amp;page=2" in words
    assert main(browser, sort="name", q="cliente", page="2").count('role="rowheader"') == 5


@pytest.mark.parametrize(
    "query", [{"sort": "x"}, {"dir": "x"}, {"health": "x"}, {"q": "\x00"}, {"page": "x"}]
)
def test_an_address_with_odd_words_is_read_as_the_usual_one(cast, sign_in, query):
    make.client(cast.alice, "Bottega Ambra")

    assert "Bottega Ambra" in main(sign_in(cast.alice), **query)


def test_only_the_members_own_clients_are_counted(cast, rivals, sign_in):
    hidden = make.client(cast.alice, "Canarino")
    Delivery.objects.filter(
        pk=make_posts.scheduled(cast.alice, make.channel(hidden), text="x").pk
    ).update(state="missed", reason="late")
    words = main(sign_in(cast.rita))

    assert "Canarino" not in words
    assert "Needs care" not in words


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_the_list_asks_as_often_for_forty_clients_as_for_one(
    cast, sign_in, django_assert_max_num_queries, role
):
    who = cast.alice if role == Role.OWNER else cast.rita
    browser = sign_in(who)
    main(browser)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            main(browser)
        for n in range(20):
            client = make.client(cast.alice, f"Cliente {n}")
            make.assigned(cast.alice, client, cast.rita, Role.EDITOR)
            make_posts.scheduled(cast.alice, make.channel(client), due_in=timedelta(days=1))


def cell(words: str, label: str) -> str:
    """What the only client's row says under a column, without its tags."""
    (found,) = re.findall(rf'data-label="{label}">(.*?)</td>', words, re.S)
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found).split())


def test_hours_stand_against_what_was_agreed_with_extras_and_only_this_months(cast, sign_in):
    browser = sign_in(cast.rita)
    assert 'data-label="Hours"' not in main(browser)
    today = make.today(cast.client)
    first_on = today.replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=first_on - timedelta(days=40))
    assert cell(main(browser), "Hours") == "0 of 34 h"

    make_money.hours(cast.bruno, cast.client, 20 * 60, on=first_on - timedelta(days=1))
    make_money.hours(cast.bruno, cast.client, 20 * 60)
    make_money.hours(cast.rita, cast.client, 10 * 60)
    assert cell(main(browser), "Hours") == "30 of 34 h nearly used up"
    make_money.hours(cast.alice, cast.client, 6 * 60)
    assert cell(main(browser), "Hours") == "36 of 34 h 2 h over"
    extra = make_money.extra(cast.alice, cast.client)
    Extra.objects.filter(pk=extra.pk).update(
        answer="yes", answered_at=database_now(), answered_name="Carla"
    )
    assert cell(main(browser), "Hours") == "36 of 36.6 h nearly used up"
    # They are for who may see money.
    assert 'data-label="Hours"' not in main(sign_in(cast.bruno))


def test_clients_are_ordered_by_the_share_of_their_hours(cast, sign_in):
    other = make.client(cast.alice, "Bottega Ambra")
    make.client(cast.alice, "Senza contratto")
    first_on = make.today(cast.client).replace(day=1)
    for client, minutes in ((cast.client, 60), (other, 600)):
        make_money.contract(cast.alice, client, starts_on=first_on)
        make_money.hours(cast.alice, client, minutes)
    words = main(sign_in(cast.alice), sort="hours")

    names = ["Bottega Ambra", cast.client.name, "Senza contratto"]
    assert sorted(names, key=words.index) == names


def test_a_connection_that_ends_soon_stands_in_the_row_and_needs_care_where_posts_come_after(
    cast, sign_in
):
    end = database_now() + timedelta(days=6)
    Credential.objects.filter(channel=cast.channel).update(refresh="", expires_at=end)
    make_numbers.publication(cast.channel, at=database_now() - timedelta(days=1), text="Uscito")
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    browser = sign_in(cast.rita)
    words = main(browser)
    assert "ends in 6 days" in cell(words, "Channels")
    assert "1 connection ends in 6 days." in words
    assert "Needs care" not in words.partition("<tbody")[2]

    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=8), text="Dopo")
    words = main(browser)
    assert "1 connection ends in 6 days, 1 exit at risk." in words
    assert "Needs care" in words.partition("<tbody")[2]
    Credential.objects.update(expires_at=database_now() + timedelta(days=40))
    assert "ends in" not in main(browser)


def test_a_client_for_which_nothing_ever_went_out_is_not_in_order(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    browser = sign_in(cast.rita)
    words = main(browser)
    assert "Nothing has ever gone out." in words
    assert "In order" not in words.partition("<tbody")[2]

    make_numbers.publication(cast.channel, at=database_now() - timedelta(days=9), text="Uscito")
    words = main(browser)
    assert "Nothing has ever gone out." not in words
    assert "In order" in words.partition("<tbody")[2]
