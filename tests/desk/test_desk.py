"""Today, the client list and a client's overview, through the browser's door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from clients.actions import by_hand as channels
from clients.models import Channel, Client
from desk.views.today import day_of
from editorial.models import Delivery
from editorial.when import wall_of
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts

TODAY = "/t/"
CLIENTS = "/t/clients/"
IN_THREE_HOURS = timedelta(hours=3)


def overview(client: Client) -> str:
    return reverse("desk:overview", args=[client.slug])


def page(browser, address: str, **query) -> str:
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def standing(delivery: Delivery, state: str, reason: str) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, reason=reason)
    return delivery


def test_an_empty_day_says_that_nothing_is_blocked(cast, sign_in):
    words = page(sign_in(cast.rita), TODAY)

    assert "Nothing to unblock" in words
    assert "Nothing is scheduled" in words


def test_a_calm_day_names_the_next_exit(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, text="Sei gradi alle sei.", due_in=IN_THREE_HOURS)
    words = page(sign_in(cast.rita), TODAY)

    assert "Nothing to unblock. Next exit:" in words
    assert "Tenuta Trecorvi" in words
    assert "in 3 hours" in words
    assert "Sei gradi alle sei." in words


def test_troubles_come_by_the_time_left_before_harm(cast, sign_in):
    soon = make_posts.scheduled(
        cast.rita, cast.channel, text="Fra poco", due_in=timedelta(minutes=30)
    )
    late = make_posts.scheduled(
        cast.rita, cast.channel, text="Mancato", due_in=timedelta(minutes=9)
    )
    standing(soon, "blocked", "edited")
    standing(late, "missed", "late")
    words = page(sign_in(cast.rita), TODAY)

    assert "2 things need a person" in words
    assert words.index("Mancato") < words.index("Fra poco")
    assert reverse("editorial:post", args=[cast.client.slug, late.post.public_id]) in words


def test_a_channel_to_reconnect_is_one_thing_with_its_exits_at_risk(cast, sign_in):
    for n in range(3):
        make_posts.scheduled(
            cast.rita, cast.channel, text=f"Uscita {n}", due_in=timedelta(hours=n + 1)
        )
    standing(Delivery.objects.earliest("due_at"), "blocked", "reconnect")
    Channel.objects.update(health="reconnect")
    words = page(sign_in(cast.rita), TODAY)

    assert "One thing needs a person." in words
    assert "3 exits at risk." in words
    assert reverse("clients:channel", args=[cast.client.slug, cast.channel.public_id]) in words


def test_what_went_out_today_is_counted(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    other = make_posts.scheduled(cast.rita, make.channel(cast.client), text="Ieri")
    now = database_now()
    for each, ended_at in ((delivery, now), (other, now - timedelta(days=2))):
        for state in ("claimed", "sending"):
            Delivery.objects.filter(pk=each.pk).update(state=state, lease_until=now)
        Delivery.objects.filter(pk=each.pk).update(
            state="published", proof={"remote_id": "1"}, ended_at=ended_at, lease_until=None
        )

    assert '<b class="count-big">1</b>' in page(sign_in(cast.rita), TODAY)


def test_today_shows_nothing_of_clients_one_does_not_see(cast, rivals, sign_in):
    hidden = make.client(cast.alice, "canarino-segreto")
    for who, channel in ((cast.alice, make.channel(hidden)), (rivals.eve, rivals.channel)):
        make_posts.scheduled(who, channel, text="canarino-segreto", due_in=IN_THREE_HOURS)
        standing(make_posts.scheduled(who, channel, text="canarino-segreto 2"), "missed", "late")
    browser = sign_in(cast.rita)

    for address in (TODAY, CLIENTS):
        assert "canarino-segreto" not in page(browser, address)
    assert browser.get(overview(hidden)).status_code == 404
    assert browser.get(overview(rivals.client)).status_code == 404


def test_a_stranger_is_sent_to_sign_in(cast, sign_in):
    for address in (TODAY, CLIENTS, overview(cast.client)):
        answer = sign_in(None).get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    ("instant", "zone", "hours"),
    [
        (datetime(2026, 10, 25, 12, tzinfo=UTC), "Europe/Rome", 25),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Rome", 23),
        (datetime(2026, 11, 26, 12, tzinfo=UTC), "Asia/Tokyo", 24),
    ],
)
def test_a_day_has_the_hours_its_place_gives_it(instant, zone, hours):
    start, end = day_of(instant, zone)

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    assert start <= instant < end


def test_the_client_list_compares_clients(cast, sign_in):
    make_posts.draft(cast.bruno, cast.channel, text="Bozza")
    make_posts.scheduled(cast.rita, cast.channel, due_in=IN_THREE_HOURS)
    standing(make_posts.scheduled(cast.rita, cast.channel, text="Mancato"), "missed", "late")
    words = page(sign_in(cast.alice), CLIENTS)

    assert "in 3 hours" in words
    assert "exits on 1 day" in words
    assert '?group=write">1</a>' in words
    assert "?group=fix" in words


def test_clients_of_another_status_are_a_filter_away(cast, sign_in):
    make.client(cast.alice, "Merceria Dueaghi", status="prospect")
    browser = sign_in(cast.alice)

    assert "Merceria Dueaghi" not in page(browser, CLIENTS).partition("<main")[2]
    assert "Merceria Dueaghi" in page(browser, CLIENTS, status="prospect").partition("<main")[2]
    assert "Remove the filters" in page(browser, CLIENTS, status="paused")


def test_an_agency_without_clients_is_told_how_to_begin(db, sign_in):
    words = page(sign_in(make.agency("Nuova")), CLIENTS)

    assert "No client yet" in words
    assert reverse("clients:new") in words


def test_only_who_may_is_offered_a_new_client(cast, sign_in):
    assert reverse("clients:new") not in page(sign_in(cast.bruno), CLIENTS)


def test_the_overview_gathers_the_account(cast, sign_in):
    make_posts.scheduled(
        cast.rita, cast.channel, text="Sei gradi alle sei.", due_in=timedelta(days=1)
    )
    standing(make_posts.scheduled(cast.rita, cast.channel, text="Mancato"), "missed", "late")
    words = page(sign_in(cast.bruno), overview(cast.client))

    for part in (
        "Sei gradi alle sei.",
        "Mancato",
        "@trecorvi@example.org",
        "Carla Ridolfi",
        "Rita",
        "Bruno",
    ):
        assert part in words
    assert "To begin" not in words


def test_a_new_client_gets_the_list_of_first_steps(cast, sign_in):
    new = make.client(cast.alice, "Nuovo")
    words = page(sign_in(cast.alice), overview(new))
    assert "To begin" in words
    assert reverse("clients:channels", args=[new.slug]) in words

    make_posts.draft(cast.alice, make.channel(new))
    make.contact(cast.alice, new)
    assert "To begin" not in page(sign_in(cast.alice), overview(new))


def test_who_only_reads_is_offered_nothing_to_change(cast, sign_in):
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    words = page(sign_in(analyst), overview(cast.client))

    assert reverse("editorial:new", args=[cast.client.slug]) not in words
    assert reverse("clients:edit", args=[cast.client.slug]) not in words


@pytest.mark.parametrize("who", ["alice", "bruno"])
def test_each_screen_asks_at_most_twelve_times_however_much_there_is(
    cast, sign_in, who, django_assert_max_num_queries
):
    def fill(n: int) -> None:
        client = make.client(cast.alice, f"Cliente {n}")
        make.assigned(cast.alice, client, cast.bruno, Role.EDITOR)
        channel = make.channel(client)
        make_posts.scheduled(cast.alice, channel, text=f"Uscita {n}", due_in=IN_THREE_HOURS)
        standing(make_posts.scheduled(cast.alice, cast.channel, text=f"Ferma {n}", due_in=timedelta(minutes=n + 1)),
                 "missed", "late")  # fmt: skip
        make_posts.scheduled(
            cast.alice, cast.channel, text=f"Di qui {n}", due_in=timedelta(hours=n + 1)
        )

    browser = sign_in(getattr(cast, who))
    counts = {}
    for n in range(8):
        fill(n)
        if n not in (0, 7):
            continue
        for address in (TODAY, CLIENTS, overview(cast.client)):
            browser.get(address)
            with django_assert_max_num_queries(12) as asked:
                page(browser, address)
            assert counts.setdefault(address, len(asked)) == len(asked)


def planned(member, channel, *, in_, text):
    """A draft with a time that nobody has scheduled."""
    post = make_posts.draft(member, channel, text=text)
    post.wall_at = wall_of(database_now() + in_, post.time_zone)
    post.save(update_fields=["wall_at"])


def test_today_names_the_drafts_whose_time_comes_within_a_week(cast, rivals, sign_in):
    planned(cast.bruno, cast.channel, in_=timedelta(days=5), text="Fra cinque giorni")
    planned(cast.bruno, cast.channel, in_=timedelta(days=2), text="Fra due giorni")
    planned(cast.bruno, cast.channel, in_=timedelta(days=9), text="Troppo avanti")
    planned(cast.bruno, cast.channel, in_=-timedelta(days=1), text="Passato")
    planned(rivals.eve, rivals.channel, in_=timedelta(days=2), text="Di altri")
    make_posts.draft(cast.bruno, cast.channel, text="Senza orario")
    scheduled = make_posts.scheduled(cast.rita, cast.channel, text="Programmato gi\u00e0")
    words = page(sign_in(cast.rita), TODAY).partition('id="planned"')[2].partition("</section>")[0]

    assert words.index("Fra due giorni") < words.index("Fra cinque giorni")
    for absent in ("Troppo avanti", "Passato", "Di altri", "Senza orario", scheduled.post.text):
        assert absent not in words


def test_today_has_no_section_of_drafts_when_none_is_planned(cast, sign_in):
    assert "Drafts with a time" not in page(sign_in(cast.rita), TODAY)


def test_channels_of_one_post_that_stand_still_alike_are_one_thing(cast, sign_in):
    first = make_posts.scheduled(
        cast.rita, cast.channel, make.channel(cast.client), text="Due reti"
    )
    for each in first.post.deliveries.all():
        standing(each, "blocked", "edited")
    words = page(sign_in(cast.rita), TODAY)

    assert "One thing needs a person." in words
    assert words.partition('id="unblock"')[2].count("Due reti</bdi>") == 1


def test_a_decision_about_a_post_is_one_thing_and_each_errand_is_its_own(cast, sign_in):
    by_hand = [
        channels.add_channel(
            by=cast.alice, client=cast.client, network=name, account=name, now=database_now()
        )
        for name in ("instagram", "facebook")
    ]
    first = make_posts.scheduled(cast.alice, cast.channel, *by_hand, text="Tre reti")

    def named_on_today() -> int:
        return page(sign_in(cast.alice), TODAY).partition('id="unblock"')[2].count("Tre reti</bdi>")

    for each in first.post.deliveries.all():
        standing(each, "blocked", "edited")
    assert named_on_today() == 1

    for each in first.post.deliveries.filter(channel__in=by_hand):
        standing(each, "scheduled", "")
        standing(each, "by_hand", "")
    assert named_on_today() == 3


def test_writing_from_all_clients_asks_for_which_one_first(cast, rivals, sign_in):
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, "analyst")
    third = make.client(cast.alice, "Studio Passolieve")
    make.assigned(cast.alice, third, cast.rita, "editor")
    browser = sign_in(cast.rita)
    choose = reverse("editorial:choose_client")

    assert choose in page(browser, TODAY)
    words = page(browser, choose).partition("<main")[2]
    for client in (cast.client, third):
        assert reverse("editorial:new", args=[client.slug]) in words
    for client in (second, rivals.client):
        assert reverse("editorial:new", args=[client.slug]) not in words


def test_whoever_writes_for_one_client_only_is_not_asked(cast, sign_in):
    answer = sign_in(cast.rita).get(reverse("editorial:choose_client"))

    assert answer.url == reverse("editorial:new", args=[cast.client.slug])


def test_whoever_writes_for_nobody_reads_who_can_change_that(cast, sign_in):
    nobody = make.member(cast.alice, Role.ANALYST)
    browser = sign_in(nobody)

    assert "No client to write for" in page(browser, reverse("editorial:choose_client"))
    assert reverse("editorial:choose_client") not in page(browser, TODAY)


def test_the_first_day_of_an_agency_leads_to_the_first_client(cast, sign_in):
    Client.objects.update(status="archived")

    assert reverse("clients:new") in page(sign_in(cast.alice), TODAY)
    words = page(sign_in(make.member(cast.alice, Role.EDITOR)), TODAY)
    assert "No client is assigned to you yet." in words
    assert reverse("clients:new") not in words
