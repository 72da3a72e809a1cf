"""A connection that nothing but a person can renew: said two weeks ahead, with what is planned after its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions.connecting import warn_of_ends
from clients.actions.connecting.keeping import store_credentials
from clients.models import Channel
from networks.types import Credentials, Secret
from people import cldr
from people.clock import database_now
from people.models import Notice, Outbox
from tests import make_posts
from tests.cast import Cast
from tests.conftest import SignIn

DAY = timedelta(days=1)


def let_in_until(channel: Channel, at: datetime, *, refresh: str = "") -> None:
    """The network gave a token that ends, with or without a second one that renews it."""
    credentials = Credentials(
        channel.host,
        channel.remote_id,
        Secret("access"),
        Secret(refresh) if refresh else None,
        expires_at=at,
    )
    store_credentials(channel, credentials, database_now())


def pages_of(cast: Cast) -> dict[str, str]:
    slug = cast.client.slug
    return {
        "today": reverse("desk:today"),
        "overview": reverse("desk:overview", args=[slug]),
        "channel": reverse("clients:channel", args=[slug, cast.channel.public_id]),
    }


def test_a_connection_that_ends_is_shown_two_weeks_ahead_with_the_posts_after_it(
    cast: Cast, sign_in: SignIn
) -> None:
    for days in (3, 12, 13):
        make_posts.scheduled(cast.rita, cast.channel, text=f"Fra {days}", due_in=days * DAY)
    let_in_until(cast.channel, database_now() + 10 * DAY)
    browser = sign_in(cast.rita)
    pages = {name: browser.get(url).content.decode() for name, url in pages_of(cast).items()}

    for name in ("today", "overview"):
        assert "Ends soon" in pages[name], name
        assert "Reconnect the channel before then." in pages[name], name
        assert "2 exits at risk." in pages[name], name
        assert pages_of(cast)["channel"] in pages[name], name
    assert "The connection ends soon" in pages["channel"]
    assert "(Rome)" in pages["channel"].partition("The connection ends soon")[2][:300]


@pytest.mark.parametrize(("days", "refresh"), [(15, ""), (10, "renews it")])
def test_a_connection_that_lasts_or_renews_itself_is_no_news(
    cast: Cast, sign_in: SignIn, days: int, refresh: str
) -> None:
    let_in_until(cast.channel, database_now() + days * DAY, refresh=refresh)
    browser = sign_in(cast.rita)

    for name, url in pages_of(cast).items():
        page = browser.get(url).content.decode()
        assert "Ends soon" not in page, name
        assert "The connection ends soon" not in page, name
    assert warn_of_ends(now=database_now()) == 0


def test_who_may_reconnect_is_told_at_fourteen_seven_and_two_days_once_each(cast: Cast) -> None:
    now = database_now()
    let_in_until(cast.channel, now + 20 * DAY)
    n_mails = Outbox.objects.filter(kind="mail").count()
    told = []
    for days_before in (15, 14, 13, 7, 5, 2, 1, 0):
        at = now + (20 - days_before) * DAY
        told.append(warn_of_ends(now=at))
        assert warn_of_ends(now=at) == 0

    assert told == [0, 2, 0, 2, 0, 2, 0, 0]
    notices = Notice.objects.filter(kind="channel.ends")
    assert {each.member_id for each in notices} == {cast.alice.pk, cast.rita.pk}
    assert Outbox.objects.filter(kind="mail").count() == n_mails + 6
    assert notices[0].url == pages_of(cast)["channel"]


def test_the_day_is_written_as_its_reader_writes_days(cast: Cast) -> None:
    now = database_now()
    ends_at = now + 14 * DAY
    let_in_until(cast.channel, ends_at)
    cast.rita.user.language = "it"
    cast.rita.user.save(update_fields=["language"])
    warn_of_ends(now=now)

    on = ends_at.astimezone(ZoneInfo(cast.client.time_zone)).date()
    written = dict(Notice.objects.filter(kind="channel.ends").values_list("member_id", "text"))
    for member, language in ((cast.rita, "it"), (cast.alice, "en")):
        with translation.override(language):
            # As it is spoken: of the eighth and the eleventh Italian says all’8, all’11.
            assert cldr.day(on, "d MMMM y").removeprefix("1 ") in written[member.pk]
