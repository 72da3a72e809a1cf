"""Care of the profiles: versions and their approval, owners, reviews on Today, sleep, and what the network shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import connecting, profiles
from clients.models import Channel, ChannelCare, Client, Part, ProfileTask, ProfileVersion
from clients.words.profiles import bio_problem, differences
from networks.bios import BIOS, bio_length
from networks.known import KNOWN
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def _today(cast: Cast) -> date:
    return make.today(cast.client)


def _write(cast: Cast, channel: Channel, **words: str) -> ProfileVersion:
    return profiles.write_version(
        by=cast.bruno,
        channel=channel,
        words={"bio": "Vigna e cantina", **words},
        now=database_now(),
    )


def _post(browser, channel: Channel, deed: str, **fields: str):
    url = reverse("clients:profile", args=[channel.client.slug, channel.public_id])
    return browser.post(url, {"deed": deed, **fields})


def test_every_bound_of_a_bio_belongs_to_a_network_we_know():
    assert set(BIOS) <= {*KNOWN, "sandbox"}


@pytest.mark.parametrize(
    ("network", "text", "counted"),
    [
        ("instagram", "x" * 151, (151, 150)),
        ("tiktok", "", (0, 80)),
        # A family is one sign to a reader, and to Bluesky.
        ("bluesky", "👨‍👩‍👧", (1, 256)),
        ("whatsapp", "x" * 9000, None),
    ],
)
def test_a_bio_is_counted_as_its_network_counts(network: str, text: str, counted):
    assert bio_length(network, text) == counted


def test_a_bio_that_is_too_long_says_by_how_much():
    assert (
        bio_problem("instagram", "x" * 160)
        == "160 characters: the network takes 150. Shorten it by 10."
    )
    assert bio_problem("instagram", "x" * 150) == ""


def test_each_save_is_a_new_version_and_a_bio_that_is_too_long_stays_typed(
    cast: Cast, sign_in: SignIn
):
    channel = make.channel(cast.client)
    browser = sign_in(cast.bruno)
    wrong = _post(browser, channel, "version", bio="y" * 501, why="Natale")
    assert wrong.status_code == 422
    assert "Shorten it by 1." in wrong.content.decode()
    assert "y" * 501 in wrong.content.decode()
    assert 'value="Natale"' in wrong.content.decode()
    assert _post(browser, channel, "version", bio="Uno").status_code == 302
    _post(browser, channel, "version", bio="Due", link="trecorvi.example", why="Sito nuovo")
    assert list(ProfileVersion.objects.values_list("number", "bio", "link")) == [
        (2, "Due", "https://trecorvi.example"),
        (1, "Uno", ""),
    ]


def test_the_yes_of_the_client_is_noted_with_who_and_when_and_not_ahead_of_time(
    cast: Cast, sign_in: SignIn
):
    channel = make.channel(cast.client)
    _write(cast, channel)
    browser = sign_in(cast.bruno)
    tomorrow = (_today(cast) + timedelta(days=1)).isoformat()
    said = {"number": "1", "contact": str(cast.carla.pk)}
    wrong = _post(browser, channel, "approve", **said, on=tomorrow)
    assert "has not come" in wrong.content.decode()
    _post(browser, channel, "approve", **said, on=_today(cast).isoformat())
    version = ProfileVersion.objects.get()
    assert (version.approved_by, version.approval_noted_by) == ("Carla Ridolfi", cast.bruno)
    page = browser.get(reverse("clients:profiles", args=[cast.client.slug])).content.decode()
    assert "approved by Carla Ridolfi" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileVersion.objects.update(approved_on=None)


def test_nobody_says_yes_to_a_version_before_it_was_written(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    _write(cast, channel)
    yesterday = (_today(cast) - timedelta(days=1)).isoformat()
    said = {"number": "1", "contact": str(cast.carla.pk), "on": yesterday}
    wrong = _post(sign_in(cast.bruno), channel, "approve", **said)
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert "nobody can have said yes to it before" in html
    assert f'value="{yesterday}"' in html
    assert f'value="{cast.carla.pk}" selected' in html
    assert not ProfileVersion.objects.exclude(approved_by="").exists()


def test_the_days_of_a_yes_are_those_of_the_clients_zone(cast: Cast):
    """In Auckland it is the 27th already while it is the 26th in UTC."""
    Client.objects.filter(pk=cast.client.pk).update(time_zone="Pacific/Auckland")
    channel = make.channel(Client.objects.get(pk=cast.client.pk))
    at = datetime(2026, 11, 26, 18, tzinfo=UTC)
    words = {"bio": "Vigna"}
    version = profiles.write_version(by=cast.bruno, channel=channel, words=words, now=at)

    def say_yes(on: date) -> None:
        profiles.approve(by=cast.bruno, version=version, contact=cast.carla, on=on, now=at)

    for day in (26, 28):
        with pytest.raises(profiles.ProfileError):
            say_yes(date(2026, 11, day))
    say_yes(date(2026, 11, 27))
    assert ProfileVersion.objects.get().approved_on == date(2026, 11, 27)


def test_the_yes_is_to_the_version_that_was_read(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    _write(cast, channel)
    browser = sign_in(cast.bruno)
    _write(cast, channel, bio="Scritta da un collega, intanto")
    said = {"contact": str(cast.carla.pk), "on": _today(cast).isoformat()}
    _post(browser, channel, "approve", number="1", **said)
    approved = ProfileVersion.objects.exclude(approved_by="")
    assert list(approved.values_list("number", flat=True)) == [1]
    assert _post(browser, channel, "approve", number="7", **said).status_code == 404


def test_an_account_of_ours_and_one_of_nobody_are_warned_of(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    browser = sign_in(cast.bruno)
    url = reverse("clients:profiles", args=[cast.client.slug])
    assert "Nobody has written down whose account it is." in browser.get(url).content.decode()
    _post(browser, channel, "care", owner="agency", owner_note="Aperto da Luca nel 2019")
    assert "The account is ours." in browser.get(url).content.decode()
    _post(browser, channel, "care", owner="client")
    assert "The account is ours." not in browser.get(url).content.decode()


def test_a_review_and_a_change_that_are_due_stand_on_today_and_on_the_overview(
    cast: Cast, sign_in: SignIn
):
    channel = make.channel(cast.client)
    browser = sign_in(cast.bruno)
    yesterday = (_today(cast) - timedelta(days=1)).isoformat()
    _post(browser, channel, "care", review_on=yesterday)
    _post(browser, channel, "change", what="Orari di agosto", on=yesterday)
    _post(browser, channel, "change", what="Copertina di Natale", on=(_today(cast) + timedelta(days=9)).isoformat())  # fmt: skip
    # Today and the overview fetch it once they stand.
    due = reverse("desk:due")
    for url in (due, f"{due}?client={cast.client.slug}"):
        page = browser.get(url).content.decode()
        assert "Profiles to look at" in page
        assert "Orari di agosto" in page
        assert "Copertina di Natale" not in page
    task = ProfileTask.objects.get(what="Orari di agosto")
    browser.post(
        reverse(
            "clients:profile_change_done",
            args=[cast.client.slug, channel.public_id, task.public_id],
        )
    )
    task.refresh_from_db()
    assert task.done_by == cast.bruno
    assert "Orari di agosto" not in browser.get(due).content.decode()
    assert browser.get(f"{due}?client=nobody").status_code == 404
    overview = browser.get(reverse("desk:overview", args=[cast.client.slug])).content.decode()
    assert f"{due}?client={cast.client.slug}" in overview


def test_a_channel_sleeps_for_a_reason_and_is_woken(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    browser = sign_in(cast.bruno)
    assert _post(browser, channel, "sleep", why="").status_code == 422
    over = (_today(cast) - timedelta(days=1)).isoformat()
    assert (
        "That day is over."
        in _post(browser, channel, "sleep", why="x", until=over).content.decode()
    )
    until = _today(cast) + timedelta(days=30)
    _post(browser, channel, "sleep", why="Dopo il festival", until=until.isoformat(), followers="Ci vediamo a maggio")  # fmt: skip
    channel.refresh_from_db()
    assert channel.part == Part.DORMANT
    assert ProfileTask.objects.get().on == until
    # What the program asks is read in each reader's language, whoever pressed.
    for language, words in (
        ("en", "Wake it, or let it sleep on"),
        ("it", "Risveglialo, o lascialo dormire ancora"),
    ):
        cast.alice.user.language = language
        cast.alice.user.save()
        own = reverse("clients:profile", args=[cast.client.slug, channel.public_id])
        assert words in sign_in(cast.alice).get(own).content.decode()
    page = browser.get(reverse("clients:profile", args=[cast.client.slug, channel.public_id]))
    assert "Dopo il festival" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelCare.objects.update(asleep_why="")
    browser.post(reverse("clients:profile_wake", args=[cast.client.slug, channel.public_id]))
    channel.refresh_from_db()
    assert (channel.part, channel.care.asleep_why) == (Part.SUPPORT, "")
    # Woken before its day: nobody is asked to wake it any more.
    task = ProfileTask.objects.get()
    assert (task.done_at is not None, task.done_by) == (True, cast.bruno)


def test_a_profile_that_sleeps_on_is_to_be_woken_once_and_other_changes_stay_open(cast: Cast):
    channel, other = make.channel(cast.client), make.channel(cast.client, "altro")
    today, now = _today(cast), database_now()

    def sleep(which: Channel, days: int | None) -> None:
        until = None if days is None else today + timedelta(days=days)
        profiles.put_to_sleep(
            by=cast.bruno, channel=which, why="Inverno", until=until, followers="", today=today, now=now
        )  # fmt: skip

    def left() -> list[tuple[int, str]]:
        found = ProfileTask.objects.filter(done_at=None).order_by("on")
        return [((each.on - today).days, each.what) for each in found]

    profiles.plan_change(by=cast.bruno, channel=channel, on=today, what="Copertina", now=now)
    sleep(other, 90)
    sleep(channel, 30)
    sleep(channel, 60)
    assert left() == [(0, "Copertina"), (60, "wake"), (90, "wake")]
    sleep(channel, None)
    assert left() == [(0, "Copertina"), (90, "wake")]


def test_what_the_network_shows_is_read_at_a_check_and_the_difference_is_said(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn
):
    (made,) = sandbox.order("accounts", usernames=["profilo_vigna"], profiles={"profilo_vigna": {"note": "Vecchia frase"}})  # fmt: skip
    channel = make.channel(cast.client, "@profilo_vigna@127.0.0.1", host=sandbox.origin, remote_id=made["id"], token=made["token"])  # fmt: skip
    _write(cast, channel)
    connecting.check(channel, now=database_now())
    care = ChannelCare.objects.get()
    assert care.stands["bio"] == "Vecchia frase"
    page = sign_in(cast.bruno).get(
        reverse("clients:profile", args=[cast.client.slug, channel.public_id])
    )
    html = page.content.decode()
    assert "Bio: the network shows something else" in html
    assert "Vecchia frase" in html


def test_only_what_the_network_tells_can_differ(cast: Cast):
    version = _write(cast, make.channel(cast.client), link="https://trecorvi.example/")
    assert differences(version, {}) == []
    assert (
        differences(version, {"bio": " Vigna  e cantina ", "links": ["http://trecorvi.example"]})
        == []
    )
    assert differences(version, {"bio": "Vigna e cantina", "links": []})[0].name == "Link"
    # A link in the bio itself is one too.
    version.bio = "Vigna https://trecorvi.example"
    assert differences(version, {"bio": version.bio, "links": []}) == []


def test_the_list_costs_the_same_for_one_and_for_many(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries
):
    for _ in range(6):
        _write(cast, make.channel(cast.client))
    browser = sign_in(cast.bruno)
    url = reverse("clients:profiles", args=[cast.client.slug])
    browser.get(url)
    with django_assert_max_num_queries(12):
        browser.get(url)
