"""A window of a public figure may be about one of its two hats: told to who writes under that one alone."""

from __future__ import annotations

import html
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.models import Channel, Client, Window
from editorial.kind_checks import windows_over
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

DAYS = 10


@pytest.fixture
def mayor(cast: Cast) -> Client:
    found = make.client(cast.alice, "Elena Tornaquercia", kind="public_figure")
    for handle, hat in (("@elena", "person"), ("@comune", "institution"), ("@senza", "")):
        channel = make.channel(found, handle)
        Channel.objects.filter(pk=channel.pk).update(hat=hat)
    return found


def channel_of(mayor: Client, handle: str) -> Channel:
    return Channel.objects.get(client=mayor, handle=handle)


def window(mayor: Client, hat: str, name: str = "Voto") -> Window:
    day = make.today(mayor) + timedelta(days=DAYS)
    return Window.objects.create(
        agency=mayor.agency, client=mayor, name=name, hat=hat, starts_on=day, ends_on=day + timedelta(days=2),
        rule="Niente volti",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hat", "handles", "is_told"),
    [
        ("institution", ["@comune"], True),
        ("institution", ["@elena"], False),
        ("person", ["@elena"], True),
        ("", ["@elena"], True),
        # Nobody knows yet under which hat it goes out.
        ("institution", [], True),
        ("institution", ["@senza"], True),
        ("institution", ["@elena", "@senza"], True),
    ],
)
def test_a_window_of_one_hat_holds_on_its_channels(mayor, hat, handles, is_told):
    inside = window(mayor, hat)
    channels = [channel_of(mayor, each) for each in handles]
    said = windows_over(mayor, inside.starts_on, channels)
    name = {"": "Voto", "person": "Voto (the person)", "institution": "Voto (the institution)"}
    assert said == ([f"{name[hat]}: Niente volti"] if is_told else [])
    assert windows_over(mayor, inside.ends_on + timedelta(days=1), channels) == []


def test_the_composer_tells_it_under_that_hat_alone(cast, sign_in: SignIn, mayor):
    inside = window(mayor, "institution")
    browser = sign_in(cast.alice)

    def looked_at(handle: str) -> str:
        data = {
            f"on-{channel_of(mayor, handle).public_id.hex}-is_on": "on",
            "text": "Buca chiusa",
            "day": inside.starts_on.isoformat(),
            "clock": "10:00",
        }
        url = reverse("editorial:look", args=[mayor.slug])
        return html.unescape(browser.post(url, data).content.decode())

    assert "Voto (the institution): Niente volti" in looked_at("@comune")
    assert "Niente volti" not in looked_at("@elena")


def test_today_counts_the_posts_of_that_hat_alone(cast, sign_in: SignIn, mayor):
    inside = window(mayor, "institution")
    for text, handle in (("Della persona", "@elena"), ("Del Comune", "@comune")):
        post = make_posts.draft(cast.alice, channel_of(mayor, handle), text=text)
        at = datetime.combine(inside.starts_on, time(10))
        type(post).objects.filter(pk=post.pk).update(wall_at=at, time_zone="Europe/Rome")
    page = html.unescape(sign_in(cast.alice).get(reverse("desk:today")).content.decode())
    assert "Voto (the institution)" in page
    part = page.partition("Voto (the institution)")[2][:400]
    assert "Del Comune" in page
    assert "Della persona" not in part


def test_it_is_written_down_with_its_hat_and_the_calendar_says_it(cast, sign_in: SignIn, mayor):
    browser = sign_in(cast.alice)
    first = date(2027, 1, 9)
    data = {"name": "Voto", "hat": "person", "starts_on": first.isoformat(), "ends_on": "2027-01-12", "rule": "Niente bilanci"}  # fmt: skip
    new = reverse("clients:matter_new", args=[mayor.slug, "windows"])
    assert "Both, or the only one" in browser.get(new).content.decode()
    assert browser.post(new, data).status_code == 302
    # The other hat has a window of the same name and day.
    assert browser.post(new, data | {"hat": "institution"}).status_code == 302
    assert browser.post(new, data).status_code == 422
    assert {each.hat for each in Window.objects.all()} == {"person", "institution"}
    listed = browser.get(reverse("clients:matters", args=[mayor.slug])).content.decode()
    assert "Voto (the person)" in listed
    url = reverse(
        "editorial:calendar", args=[mayor.slug], query={"view": "month", "on": "2027-01-10"}
    )
    page = browser.get(url).content.decode()
    assert "Voto (the person)" in page
    assert "Voto (the institution)" in page


def test_no_other_hat_is_kept(mayor):
    with pytest.raises(IntegrityError, match="window_hat_known"), transaction.atomic():
        window(mayor, "crown")
