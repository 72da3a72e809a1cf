"""The live figures: what is amiss shows, with its aim; monitoring reads them with a token and nobody without one."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from clients.models import Channel, Credential, Gate
from editorial.models import Delivery, Publication
from people import outbox
from people.clock import database_now
from smm.operating import figures
from tests import make, make_posts

TOKEN = "a token of forty characters, more or less"


def all_of(now=None) -> dict:
    return {each.key: each for each in figures(now=now or database_now())}


def published(cast, *, late: float, text: str) -> Delivery:
    """Went out a minute ago, begun so many seconds after its time."""
    delivery = make_posts.scheduled(cast.rita, cast.channel, text=text)
    began = database_now() - timedelta(minutes=1)
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.update(state="claimed", lease_until=began, owner=1)
    rows.update(state="sending")
    rows.update(
        state="published", lease_until=None, owner=None, proof={"remote_id": text},
        due_at=began - timedelta(seconds=late), first_sent_at=began, ended_at=began,
    )  # fmt: skip
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, delivery=delivery,
        remote_id=text, published_at=began, text=text,
    )  # fmt: skip
    return delivery


def test_the_lag_from_due_to_begun_is_of_the_last_hour(cast):
    for n, late in enumerate((1, 2, 9)):
        published(cast, late=late, text=f"Post {n}")
    found = all_of()
    assert (found["started_last_hour"].value, found["lag_p50_s"].value) == (3, 2)
    assert found["lag_max_s"].value == 9
    assert found["lag_p50_s"].is_well
    later = all_of(database_now() + timedelta(hours=2))
    assert (later["started_last_hour"].value, later["lag_p50_s"].value) == (0, None)
    assert later["lag_p50_s"].is_well is None


def test_what_is_in_doubt_or_asks_for_a_person_is_counted_with_its_age(cast):
    now = database_now()
    doubtful, asked = (make_posts.scheduled(cast.rita, cast.channel, text=t) for t in "ab")
    for delivery, state in ((doubtful, "unknown"), (asked, "needs_human")):
        rows = Delivery.objects.filter(pk=delivery.pk)
        rows.update(state="claimed", lease_until=now, owner=1)
        rows.update(state="sending")
        rows.update(
            state="unknown", lease_until=None, owner=None, check_after=now,
            first_sent_at=now - timedelta(minutes=30), due_at=now - timedelta(minutes=90),
        )  # fmt: skip
        if state == "needs_human":
            rows.update(state="needs_human", check_after=None)
    found = all_of(now)
    assert (found["unknown"].value, found["unknown_age_s"].value) == (1, 1800)
    assert (found["needs_human"].value, found["needs_human_age_s"].value) == (1, 5400)
    assert found["unknown_age_s"].is_well is found["needs_human"].is_well is False


def test_connections_breakers_and_refreshes_are_counted(cast, rivals):
    now = database_now()
    Channel.objects.filter(pk=rivals.channel.pk).update(health="reconnect")
    Gate.objects.filter(channel=cast.channel).update(
        shut_until=now + timedelta(minutes=5), reason="many_failures"
    )
    Gate.objects.filter(channel=rivals.channel).update(
        shut_until=now + timedelta(minutes=5), reason="rate_limited"
    )
    Credential.objects.filter(channel=cast.channel).update(
        refresh_problem="transient", refresh_lease_until=now
    )
    found = all_of(now)
    values = [
        found[key].value
        for key in ("breakers_open", "gates_shut", "channels_to_reconnect", "channels_connected", "refresh_failures")
    ]  # fmt: skip
    assert values == [1, 1, 1, 1, 1]


def test_what_waits_in_the_outbox_has_an_age_and_what_is_for_later_has_none(cast):
    now = database_now() + timedelta(days=1)
    assert all_of(now)["outbox"].value, "the invitations of the cast were never handed on"
    outbox.deliver_due(handlers={"mail": lambda item: None}, now=now, limit=100)
    outbox.add(kind="mail", payload={}, agency=None, now=now, due=now + timedelta(hours=9))
    assert (all_of(now)["outbox"].value, all_of(now)["outbox_age_s"].value) == (0, None)
    later = all_of(now + timedelta(hours=9, minutes=11))
    assert later["outbox_age_s"].value == 11 * 60
    assert later["outbox_age_s"].is_well is False


def test_a_post_that_stands_twice_is_found(cast):
    ours = published(cast, late=1, text="Una volta sola")
    assert all_of()["duplicates"].value == 0
    for remote_id, text in (("x", "Una volta sola"), ("y", "Altro")):
        Publication.objects.create(
            agency=cast.agency, client=cast.client, channel=ours.channel,
            remote_id=remote_id, published_at=database_now(), text=text,
        )  # fmt: skip
    assert all_of()["duplicates"].value == 1


def test_the_age_of_the_backup_is_not_told_until_somebody_tells_it(cast):
    assert all_of()["backup_age_s"].value is None
    assert all_of()["backup_age_s"].is_well is False
    out = StringIO()
    at = database_now() - timedelta(hours=2)
    call_command("backed_up", at=at.isoformat(), stdout=out)
    assert out.getvalue().startswith("Noted: a backup of ")
    assert round(all_of()["backup_age_s"].value / 3600) == 2
    assert all_of(at + timedelta(hours=27))["backup_age_s"].is_well is False


@pytest.mark.parametrize(
    ("at", "words"), [("2096-01-01T00:00:00Z", "not come yet"), ("yesterday", "with its zone")]
)
def test_a_backup_of_the_future_or_of_no_moment_is_refused(db, at, words):
    with pytest.raises(CommandError, match=words):
        call_command("backed_up", at=at)


def test_support_sees_each_figure_with_its_aim(cast, sign_in, settings):
    settings.LOCAL_RUN = True
    Channel.objects.filter(pk=cast.channel.pk).update(health="reconnect")
    browser = sign_in(make.staff())
    words = browser.get(reverse("admin:operations")).content.decode()
    assert "Channels to reconnect" in words
    assert "not told" in words
    assert "2 figures miss their aim." in words or "figures miss their aim." in words
    assert reverse("admin:operations") in browser.get(reverse("admin:index")).content.decode()


def test_who_is_not_of_support_sees_none(cast, sign_in):
    assert sign_in(cast.alice).get(reverse("admin:operations")).status_code == 302


def test_all_figures_come_from_four_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(4):
        figures(now=make.later())


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}"])
def test_monitoring_without_the_token_finds_nothing(cast, sign_in, settings, given):
    settings.OPERATIONS_TOKEN = TOKEN
    answer = sign_in(None).get("/operations.json", headers={"authorization": given})
    assert answer.status_code == 404


def test_without_a_token_in_the_settings_there_is_no_such_page(cast, sign_in, settings):
    settings.OPERATIONS_TOKEN = ""
    answer = sign_in(None).get("/operations.json", headers={"authorization": "Bearer "})
    assert answer.status_code == 404


def test_monitoring_reads_the_figures_and_hears_of_trouble_by_the_status(cast, sign_in, settings):
    settings.OPERATIONS_TOKEN = TOKEN
    call_command("backed_up", stdout=StringIO())
    outbox.deliver_due(
        handlers={"mail": lambda item: None}, now=database_now() + timedelta(days=1), limit=100
    )
    bearer = {"authorization": f"Bearer {TOKEN}"}
    answer = sign_in(None).get("/operations.json", headers=bearer)
    figures_told = answer.json()["figures"]
    assert {key for key, each in figures_told.items() if each["well"] is False} == set()
    assert (answer.status_code, answer.json()["well"]) == (200, True)
    Channel.objects.filter(pk=cast.channel.pk).update(health="reconnect")
    answer = sign_in(None).get("/operations.json", headers=bearer)
    assert (answer.status_code, answer.json()["well"]) == (503, False)
    assert answer.json()["figures"]["channels_to_reconnect"] == {
        "value": 1,
        "aim": 0,
        "well": False,
    }
    assert cast.client.name not in answer.content.decode()
