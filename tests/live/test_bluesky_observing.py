"""Live: what strangers are shown of an account, without anybody's consent: rivals and prospects are read by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from networks.bluesky.connector import Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import PublicPost
from tests.live.acts import POST, reply_to, strong
from tests.live.network import Network, until

pytestmark = pytest.mark.slow


@pytest.fixture
def strangers(net: Network) -> Bluesky:
    """The product's connector, looking at this network as somebody without an account does."""
    connector = Bluesky("bluesky", "Bluesky")
    connector.live_at(net.pds, net.plc, net.appview)
    return connector


def test_a_public_account_is_read_with_its_posts_and_what_they_got(
    net: Network, strangers: Bluesky
) -> None:
    rival, reader = net.person("rival"), net.person("reader")
    now = datetime.now(UTC).isoformat()
    told = net.write(rival, {"$type": POST, "text": "Oggi si pota", "createdAt": now})
    shown = net.write(rival, {"$type": POST, "text": "Domani si lega", "createdAt": now})
    reply_to(net, rival, told["uri"], "e dopodomani si riposa")
    liked = {"subject": strong(net, told["uri"]), "createdAt": now}
    net.write(reader, {"$type": "app.bsky.feed.like", **liked})
    followed = {"subject": rival.did, "createdAt": now}
    net.write(reader, {"$type": "app.bsky.graph.follow", **followed})

    account = strangers.public_account(f"@{rival.handle}")
    assert until(lambda: strangers.public_profile(account, timeout_s=20).n_followers == 1)
    profile = strangers.public_profile(account, timeout_s=20)
    assert (profile.remote_id, profile.handle.lstrip("@")) == (rival.did, rival.handle)

    def posts() -> dict[str, PublicPost]:
        listing = strangers.public_posts(
            account,
            profile.remote_id,
            since=datetime.now(UTC) - timedelta(days=1),
            timeout_s=20,
        )
        assert listing.is_whole
        return {each.remote_id: each for each in listing.posts}

    until(lambda: posts().get(told["uri"]) and posts()[told["uri"]].values.get("likes") == 1)
    found = posts()
    assert set(found) == {told["uri"], shown["uri"]}, "answers are conversation, not posts"
    assert found[told["uri"]].values["likes"] == 1
    assert found[told["uri"]].values["comments"] == 1
    assert found[shown["uri"]].values["likes"] == 0
    assert "saves" not in found[told["uri"]].values


def test_who_asks_to_be_shown_to_nobody_outside_is_left_alone(
    net: Network, strangers: Bluesky
) -> None:
    shy = net.person("shy")
    label = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}  # fmt: skip
    record = {"$type": "app.bsky.actor.profile", "labels": label}
    body = {"repo": shy.did, "collection": record["$type"], "rkey": "self", "record": record}
    net.call("com.atproto.repo.putRecord", body, token=shy.token)
    account = strangers.public_account(shy.handle)

    def refused() -> NetworkError | None:
        try:
            strangers.public_profile(account, timeout_s=20)
        except NetworkError as error:
            return error if error.kind is ErrorKind.NOT_SUPPORTED else None
        return None

    error = until(refused)
    assert error is not None
    assert error.code == "not_public"


def test_nobody_of_that_name_is_told_apart_from_a_network_that_does_not_answer(
    strangers: Bluesky,
) -> None:
    with pytest.raises(NetworkError) as caught:
        strangers.public_profile(strangers.public_account("niente.test"), timeout_s=20)
    assert caught.value.kind is ErrorKind.NOT_FOUND
