"""What strangers see of an account: recorded answers of Mastodon and Bluesky, and the sandbox itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from networks.bluesky.connector import BLUESKY
from networks.errors import ErrorKind, HostError, NetworkError
from networks.mastodon.connector import MASTODON, SANDBOX
from networks.roles import Observes
from networks.sandbox.process import SandboxProcess
from networks.types import Credentials, Draft, Poll, PublicAccount
from tests.networks import bluesky_double, mastodon_double
from tests.networks.mastodon_double import Start, plays
from tests.networks.peers import answers

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("connector", [MASTODON, SANDBOX, BLUESKY])
def test_the_networks_that_show_profiles_to_strangers_have_the_role(connector: Any) -> None:
    assert isinstance(connector, Observes)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("@altanebbia@social.example", "altanebbia"),
        ("Altanebbia@social.example", "altanebbia"),
        ("https://social.example/@altanebbia", "altanebbia"),
        ("https://social.example/users/altanebbia/", "altanebbia"),
        # Shown by another server: asked about at home.
        ("https://elsewhere.example/@altanebbia@social.example", "altanebbia"),
    ],
)
def test_mastodon_knows_an_account_by_handle_and_by_address(typed: str, name: str) -> None:
    assert MASTODON.public_account(typed) == PublicAccount("https://social.example", name)


@pytest.mark.parametrize("typed", ["", "altanebbia", "@@", "https://social.example/about", "a b@social.example"])  # fmt: skip
def test_mastodon_refuses_what_names_no_account(typed: str) -> None:
    with pytest.raises(NetworkError) as caught:
        MASTODON.public_account(typed)
    assert (caught.value.code, caught.value.was_sent) == ("handle_unknown", False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "intranet.local", "social.example:8080"])  # fmt: skip
def test_mastodon_looks_at_no_private_host(host: str) -> None:
    with pytest.raises(HostError):
        MASTODON.public_account(f"@x@{host}")


def test_mastodon_shows_a_profile_with_what_it_says(peer: Start) -> None:
    account = {
        **mastodon_double.recorded("verify_credentials"),
        "fields": [
            {"name": "Sito", "value": '<a href="https://trecorvi.example">https://trecorvi.example</a>'},
            {"name": "Dal", "value": "1974"},
        ],
        "header_static": "https://files.social.example/h.png",
    }  # fmt: skip
    double = peer(plays({"GET /api/v1/accounts/lookup?acct=trecorvi ": account}))
    found = MASTODON.public_profile(PublicAccount(double.origin, "trecorvi"), timeout_s=60)
    assert (found.remote_id, found.n_followers, found.n_posts) == ("109", 1284, 412)
    assert found.bio == "Vigna e cantina"
    assert found.links == ("https://trecorvi.example",)
    assert found.cover_url == "https://files.social.example/h.png"


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_server_that_shows_nothing_to_strangers_is_no_dead_connection(
    peer: Start, status: str
) -> None:
    double = peer(answers(b'{"error":"This API requires an authenticated user"}', status=status))
    for look in (
        lambda account: MASTODON.public_profile(account, timeout_s=60),
        lambda account: MASTODON.public_posts(account, "1", since=SINCE, timeout_s=60),
    ):
        with pytest.raises(NetworkError) as caught:
            look(PublicAccount(double.origin, "trecorvi"))
        assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_SUPPORTED, "not_public")


def _status(id_: str, at: str, **more: Any) -> dict[str, Any]:
    return mastodon_double.status("<p>x</p>", id=id_, created_at=at, **more)


def test_mastodon_lists_own_public_posts_with_their_formats(peer: Start) -> None:
    picture = {"id": "1", "type": "image"}
    page = [
        _status("9", "2026-03-09T09:00:00Z", media_attachments=[picture, picture]),
        _status("8", "2026-03-08T09:00:00Z", media_attachments=[picture]),
        _status("7", "2026-03-07T09:00:00Z", media_attachments=[{"id": "2", "type": "gifv"}]),
        _status("6", "2026-03-06T09:00:00Z", poll={"options": [{"title": "a"}]}),
        _status("5", "2026-03-05T09:00:00Z", card={"url": "https://a.example"}),
        _status("4", "2026-03-04T09:00:00Z", in_reply_to_id="3"),
        _status("3", "2026-03-03T09:00:00Z", visibility="private"),
        _status("2", "2026-03-02T09:00:00Z"),
        _status("1", "2026-02-02T09:00:00Z"),
    ]
    double = peer(plays({"GET /api/v1/accounts/109/statuses": page}))
    listing = MASTODON.public_posts(
        PublicAccount(double.origin, "trecorvi"), "109", since=SINCE, timeout_s=60
    )
    assert [(one.remote_id, one.format) for one in listing.posts] == [
        ("9", "carousel"), ("8", "image"), ("7", "video"), ("6", "poll"), ("5", "link"), ("2", "text"),
    ]  # fmt: skip
    assert listing.is_whole
    assert dict(listing.posts[0].values) == {"likes": 41, "shares": 7, "comments": 3, "quotes": 1}


def test_bluesky_shows_a_profile_and_posts_and_leaves_out_what_was_only_passed_on(
    peer: Start,
) -> None:
    profile = {
        **bluesky_double.recorded("profile"),
        "description": "Vigna e cantina",
        "banner": "https://cdn.example/b.jpg",
    }
    double = peer(
        bluesky_double.plays(
            {"getProfile": profile, "getAuthorFeed": bluesky_double.recorded("author_feed")}
        )
    )
    account = PublicAccount(double.origin, "tenuta-trecorvi1.test")
    found = BLUESKY.public_profile(account, timeout_s=60)
    assert (found.remote_id, found.n_followers) == (bluesky_double.DID, 1)
    assert (found.bio, found.cover_url) == ("Vigna e cantina", "https://cdn.example/b.jpg")
    listing = BLUESKY.public_posts(account, found.remote_id, since=SINCE, timeout_s=60)
    assert [one.format for one in listing.posts] == ["image", "text"]
    assert listing.posts[1].remote_id == bluesky_double.POST_ID
    assert dict(listing.posts[1].values) == {"likes": 1, "shares": 1, "comments": 1, "quotes": 1}
    assert all(b"authorization" not in request.lower() for request in double.requests)


def test_bluesky_asks_its_own_window_for_strangers() -> None:
    assert BLUESKY.public_account("@altanebbia") == PublicAccount(
        "https://public.api.bsky.app", "altanebbia.bsky.social"
    )


def test_a_bluesky_account_that_nobody_has_is_not_found(peer: Start) -> None:
    double = peer(bluesky_double.plays({"getProfile": (400, {"error": "InvalidRequest", "message": "Profile not found"})}))  # fmt: skip
    with pytest.raises(NetworkError) as caught:
        BLUESKY.public_profile(PublicAccount(double.origin, "nobody.example"), timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_FOUND, "handle_unknown")


def test_a_bluesky_account_that_hides_itself_from_strangers_is_left_alone(peer: Start) -> None:
    profile = bluesky_double.recorded("profile")
    labels = [{"src": bluesky_double.DID, "val": "!no-unauthenticated"}]
    double = peer(bluesky_double.plays({"getProfile": {**profile, "labels": labels}}))
    with pytest.raises(NetworkError) as caught:
        BLUESKY.public_profile(PublicAccount(double.origin, "altanebbia.example"), timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_SUPPORTED, "not_public")


def test_the_sandbox_shows_its_people_to_strangers(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    (rival,) = sandbox.order("accounts", usernames=["altanebbia"], profiles={"altanebbia": {"note": "Podere", "followers": 900}})  # fmt: skip
    credentials = Credentials(sandbox.origin, rival["id"], account.access_token)
    made = Credentials(sandbox.origin, rival["id"], type(credentials.access_token)(rival["token"]))
    first = SANDBOX.commit(made, Draft("Potatura"), key="a", refs={}, timeout_s=60)
    SANDBOX.commit(made, Draft("Quale?", poll=Poll(("a", "b"))), key="b", refs={}, timeout_s=60)
    SANDBOX.commit(made, Draft("Ancora", in_reply_to=first.remote_id), key="c", refs={}, timeout_s=60)  # fmt: skip
    SANDBOX.commit(made, Draft("Per pochi", visibility="private"), key="d", refs={}, timeout_s=60)
    seen = SANDBOX.public_account("@Altanebbia")
    found = SANDBOX.public_profile(seen, timeout_s=60)
    assert (found.remote_id, found.n_followers, found.bio) == (rival["id"], 900, "Podere")
    listing = SANDBOX.public_posts(
        seen, found.remote_id, since=datetime.now(UTC) - timedelta(days=1), timeout_s=60
    )
    assert [one.format for one in listing.posts] == ["poll", "text"]
    with pytest.raises(NetworkError) as caught:
        SANDBOX.public_profile(SANDBOX.public_account("nobody.here"), timeout_s=60)
    assert caught.value.kind is ErrorKind.NOT_FOUND
