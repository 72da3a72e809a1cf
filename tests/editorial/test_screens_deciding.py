"""The page of a post that waits for a person, and of one that is out."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from editorial.actions import reaping
from editorial.models import Delivery
from people.clock import database_now
from tests import make_posts
from tests.editorial.filling import move, url


def missed(cast) -> Delivery:
    past = database_now() - timedelta(hours=2)
    delivery = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(minutes=5), now=past)
    reaping.reap(now=database_now())
    delivery.refresh_from_db()
    assert delivery.state == "missed"
    return delivery


def settle(browser, cast, delivery: Delivery, deed: str, **fields):
    prefix = f"d-{delivery.public_id.hex}"
    sent = {f"{prefix}-deed": deed, **{f"{prefix}-{name}": value for name, value in fields.items()}}
    return browser.post(
        url("settle", cast, delivery.post.public_id, delivery.public_id), sent, follow=True
    )


def test_what_was_missed_says_what_happened_what_is_safe_and_what_to_do(cast, sign_in):
    delivery = missed(cast)
    page = sign_in(cast.rita).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert "had not left within fifteen minutes" in page
    assert "will not go out late without you" in page
    assert "Send it now, choose another time, or let it go." in page


def test_a_pasted_link_is_the_proof(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    page = settle(
        browser, cast, delivery, "confirm", url="https://example.org/@trecorvi/123"
    ).content.decode()
    delivery.refresh_from_db()

    assert delivery.state == "published"
    assert 'href="https://example.org/@trecorvi/123"' in page


def test_a_link_that_is_none_is_refused_and_kept(cast, sign_in):
    delivery = missed(cast)
    answer = settle(sign_in(cast.rita), cast, delivery, "confirm", url="javascript:alert(1)")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Paste the link of the post itself" in page
    assert 'value="javascript:alert(1)"' in page
    assert 'href="javascript:' not in page


def test_sending_again_and_letting_go(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    settle(browser, cast, delivery, "again")
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"

    Delivery.objects.filter(pk=delivery.pk).update(state="missed")
    settle(browser, cast, delivery, "drop")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("cancelled", "dropped")


def test_what_was_settled_meanwhile_is_said(cast, sign_in):
    delivery = missed(cast)
    browser = sign_in(cast.rita)
    settle(browser, cast, delivery, "drop")

    assert "settled meanwhile" in settle(browser, cast, delivery, "again").content.decode()


def test_a_doubtful_delivery_asks_for_a_look_before_it_is_sent_again(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending", "unknown", "needs_human", reason="no_answer")
    browser = sign_in(cast.rita)
    answer = settle(browser, cast, delivery, "again")
    assert answer.status_code == 422
    assert "First look at the channel" in answer.content.decode()

    settle(browser, cast, delivery, "again", has_looked="1")
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"


def test_a_doubtful_delivery_says_so_with_a_dashed_chip_and_asks_for_news(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "claimed", "sending", "unknown", reason="unknown_outcome")
    browser = sign_in(cast.bruno)
    page = browser.get(url("post", cast, delivery.post.public_id)).content.decode()

    assert "It may be out or not." in page
    assert "Please do not publish it by hand either." in page
    assert "chip dashed s-changes" in page
    part = url("state", cast, delivery.post.public_id, delivery.public_id)
    assert f'data-poll-url-value="{part}"' in page

    move(delivery, "needs_human", reason="no_answer")
    settled = browser.get(part).content.decode()
    assert 'data-controller="poll"' not in settled
    assert "Needs you" in settled
    assert 'id="post-look" hx-swap-oob="true"' in settled


def test_a_channel_to_reconnect_is_where_the_page_leads(cast, sign_in):
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    move(delivery, "blocked", reason="reconnect")
    cast.channel.health = "reconnect"
    cast.channel.save()
    page = sign_in(cast.rita).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert reverse("clients:channel", args=[cast.client.slug, cast.channel.public_id]) in page
    assert "Send it again" not in page


def test_what_went_out_has_its_link_and_its_minutes(cast, sign_in, sandbox, transactional_db):
    channel = make_posts.sandbox_channel(cast.client, sandbox)
    delivery = make_posts.scheduled(cast.rita, channel, due_in=timedelta(seconds=2))
    make_posts.run_round(make_posts.just_after(delivery))
    delivery.refresh_from_db()
    assert delivery.state == "published"
    page = sign_in(cast.bruno).get(url("post", cast, delivery.post.public_id)).content.decode()

    assert f'href="{delivery.publication.url}"' in page
    assert "Handed to Sandbox" in page
    assert "Sandbox confirmed it" in page
    assert "It is out on all its channels." in page
