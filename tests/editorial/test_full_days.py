"""A network that takes so many posts in 24 hours: said before one too many is scheduled, with the next free time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import quota
from editorial.actions import cancelling, moving
from editorial.actions.refusals import FullDayError
from editorial.actions.scheduling import publish_now, schedule
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Publication
from networks.errors import ErrorKind, NetworkError
from networks.mastodon.connector import SANDBOX
from networks.sandbox.orders import Orders
from networks.types import Credentials, Draft, Secret
from tests import clock, make, make_posts
from tests.editorial.filling import form as typed
from tests.editorial.filling import url

# Posts are planned at most two years ahead, and never in the past.
YEAR = clock.NOW.year + 1
NOW = datetime(YEAR, 1, 10, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST = 3


@pytest.fixture
def narrow(cast):
    """A channel that takes three posts in 24 hours, with three: at 9, 10 and 11 o'clock in Rome, on the 12th of January."""
    cast.channel.limits = {"max_posts_24h": MOST}
    cast.channel.save()
    return [promise(cast, datetime(YEAR, 1, 12, hour), text=f"Alle {hour}") for hour in (9, 10, 11)]


def promise(cast, wall_at, *, text="Ancora uno", now=NOW, **more) -> Delivery:
    post = make_posts.draft(cast.rita, cast.channel, text=text, now=now)
    schedule(post=post, member=cast.rita, wall_at=wall_at, now=now, **more)
    return post.deliveries.get()


def windows_of(taken: list[datetime], instant: datetime) -> int:
    """By brute force: the most instants in any 24 hours that hold this one."""
    ends = [instant, *(each for each in taken if instant <= each < instant + DAY)]
    return max(sum(end - DAY < each <= end for each in [*taken, instant]) for end in ends)


minutes = st.integers(0, 4 * 24 * 60).map(lambda n: NOW + timedelta(minutes=n))


@given(taken=st.lists(minutes, max_size=25), instant=minutes, most=st.integers(1, 6))
def test_the_place_is_that_in_the_fullest_window_and_the_next_free_time_is_the_first(
    taken, instant, most
):
    taken.sort()

    assert quota.place_in_window(taken, instant) == windows_of(taken, instant)
    free = quota.next_free(taken, instant, most=most)
    assert free is not None
    assert free >= instant
    assert windows_of(taken, free) <= most
    if free > instant:
        assert windows_of(taken, free - timedelta(minutes=1)) > most


def test_more_parts_than_a_day_takes_never_fit():
    assert quota.next_free([], NOW, most=3, n=4) is None


@pytest.mark.django_db
def test_one_too_many_is_refused_in_words_with_the_next_free_time(cast, narrow):
    with pytest.raises(FullDayError) as refused:
        promise(cast, datetime(YEAR, 1, 12, 18))

    assert str(refused.value) == (
        f"This is post 4 within 24 hours on {cast.channel.handle}; Sandbox takes 3. "
        "The next free time is Wed 13 Jan, 09:00."
    )
    assert refused.value.choices == (datetime(YEAR, 1, 13, 9),)
    assert promise(cast, datetime(YEAR, 1, 13, 9)).state == S.SCHEDULED


@pytest.mark.django_db
def test_a_post_before_full_hours_counts_with_those_that_follow(cast, narrow):
    with pytest.raises(FullDayError):
        promise(cast, datetime(YEAR, 1, 11, 11, 30))

    assert promise(cast, datetime(YEAR, 1, 11, 11)).state == S.SCHEDULED


@pytest.mark.django_db
def test_what_is_cancelled_leaves_room_and_what_is_moved_does_not_stand_in_its_own_way(
    cast, narrow
):
    to = datetime(YEAR, 1, 12, 17)
    moving.move(post=narrow[0].post, member=cast.rita, may_schedule=True, wall_at=to, now=NOW)
    schedule(post=narrow[1].post, member=cast.rita, wall_at=datetime(YEAR, 1, 12, 12), now=NOW)
    cancelling.cancel(post=narrow[2].post, member=cast.rita, now=NOW)

    assert promise(cast, datetime(YEAR, 1, 12, 18)).state == S.SCHEDULED


@pytest.mark.django_db
def test_a_move_into_a_full_day_is_refused_too(cast, narrow):
    later = promise(cast, datetime(YEAR, 1, 14, 9))

    with pytest.raises(FullDayError) as refused:
        moving.move(
            post=later.post,
            member=cast.rita,
            may_schedule=True,
            wall_at=datetime(YEAR, 1, 12, 20),
            now=NOW,
        )
    assert refused.value.choices == (datetime(YEAR, 1, 13, 9),)


@pytest.mark.django_db
def test_publishing_at_once_is_refused_when_today_is_full(cast):
    cast.channel.limits = {"max_posts_24h": 1}
    cast.channel.save()
    promise(cast, datetime(YEAR, 1, 10, 12))
    post = make_posts.draft(cast.rita, cast.channel, text="Subito", now=NOW)

    with pytest.raises(FullDayError):
        publish_now(post=post, member=cast.rita, now=NOW)


@pytest.mark.django_db
def test_parts_of_a_thread_and_posts_made_outside_count(cast):
    cast.channel.limits = {"max_posts_24h": 3}
    cast.channel.save()
    Publication.objects.create(
        agency_id=cast.client.agency_id, client=cast.client, channel=cast.channel, remote_id="1", published_at=NOW - HOUR
    )  # fmt: skip
    post = make_posts.draft(cast.rita, cast.channel, text="Uno", now=NOW)
    post.thread = ["Due", "Tre"]
    post.save()

    with pytest.raises(FullDayError, match="This is post 4 within"):
        schedule(post=post, member=cast.rita, wall_at=datetime(YEAR, 1, 10, 20), now=NOW)
    schedule(post=post, member=cast.rita, wall_at=datetime(YEAR, 1, 11, 20), now=NOW)
    with pytest.raises(FullDayError, match="This is post 4 within"):
        promise(cast, datetime(YEAR, 1, 11, 21))


@pytest.mark.django_db
def test_another_channel_of_the_client_has_room(cast, narrow):
    other = make.channel(cast.client)
    other.limits = {"max_posts_24h": MOST}
    other.save()
    post = make_posts.draft(cast.rita, other, now=NOW)

    assert schedule(post=post, member=cast.rita, wall_at=datetime(YEAR, 1, 12, 18), now=NOW)


@pytest.mark.django_db
def test_the_composer_says_it_before_and_its_button_puts_the_time_right(cast, narrow, sign_in):
    browser = sign_in(cast.rita)
    when = {"day": f"{YEAR}-01-12", "clock": "18:00"}

    seen = browser.post(url("new", cast), typed(cast, deed="fix:letters", **when))
    page = unescape(seen.content.decode())
    assert "This is post 4 within 24 hours on" in page
    assert f'value="fix:time:{YEAR}-01-13T09:00"' in page

    refused = browser.post(url("new", cast), typed(cast, deed="schedule", **when))
    assert refused.status_code == 422
    assert Delivery.objects.count() == MOST

    put_right = browser.post(
        url("new", cast), typed(cast, deed=f"fix:time:{YEAR}-01-13T09:00", **when)
    )
    page = unescape(put_right.content.decode())
    assert f'value="{YEAR}-01-13"' in page
    assert 'value="09:00"' in page
    assert "This is post 4" not in page


@pytest.mark.django_db
def test_the_calendars_dialog_offers_the_free_time_and_takes_it(cast, narrow, sign_in):
    later = promise(cast, datetime(YEAR, 1, 14, 9))
    browser = sign_in(cast.rita)
    fields = {"day": f"{YEAR}-01-12", "clock": "20:00"}

    refused = browser.post(url("move", cast, later.post.public_id), fields)
    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "Sandbox takes 3. The next free time is Wed 13 Jan, 09:00." in page
    assert f'name="instead" value="{YEAR}-01-13T09:00"' in page

    taken = browser.post(
        url("move", cast, later.post.public_id), {**fields, "instead": f"{YEAR}-01-13T09:00"}
    )
    later.refresh_from_db()
    assert taken.status_code == 302
    assert later.wall_at == datetime(YEAR, 1, 13, 9)


@pytest.mark.django_db
def test_the_page_of_a_post_offers_the_free_time_and_takes_it(cast, narrow, sign_in):
    post = make_posts.draft(cast.rita, cast.channel, text="Dalla pagina", now=NOW)
    browser = sign_in(cast.rita)
    fields = {"day": f"{YEAR}-01-12", "clock": "20:00"}

    refused = browser.post(url("schedule", cast, post.public_id), fields)
    assert refused.status_code == 422
    assert f'name="instead" value="{YEAR}-01-13T09:00"' in unescape(refused.content.decode())

    browser.post(
        url("schedule", cast, post.public_id), {**fields, "instead": f"{YEAR}-01-13T09:00"}
    )
    assert post.deliveries.get().wall_at == datetime(YEAR, 1, 13, 9)


@pytest.mark.django_db
def test_where_no_bound_is_known_nothing_is_asked(cast):
    assert SANDBOX.limits.max_posts_24h is None

    for hour in range(9, 15):
        promise(cast, datetime(YEAR, 1, 12, hour), text=f"Alle {hour}")

    assert Delivery.objects.filter(state=S.SCHEDULED).count() == 6


def test_the_sandbox_tells_its_bound_and_keeps_it(sandbox):
    orders = Orders(sandbox.origin)
    orders.order("quota", n=2)

    assert SANDBOX.limits_of(sandbox.origin, timeout_s=60).max_posts_24h == 2
    account = orders.order("accounts", n=1)[0]
    credentials = Credentials(
        host=sandbox.origin,
        account_id=account["id"],
        access_token=Secret(account["token"]),
        scopes=frozenset(account["scopes"]),
    )

    def post(key: str) -> str:
        draft = Draft(f"Con la chiave {key}")
        return SANDBOX.commit(credentials, draft, key=key, refs={}, timeout_s=60).remote_id

    first, _second = post("1"), post("2")
    with pytest.raises(NetworkError) as refused:
        post("3")
    assert refused.value.kind == ErrorKind.RATE_LIMITED
    assert post("1") == first


@pytest.mark.django_db
def test_a_channel_that_a_person_publishes_on_is_not_asked_to_be_reconnected(cast, sign_in):
    cast.channel.health = "by_hand"
    cast.channel.save()

    page = sign_in(cast.rita).post(url("new", cast), typed(cast, deed="fix:letters"))

    assert "must be reconnected first" not in page.content.decode()
