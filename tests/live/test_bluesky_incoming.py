"""What comes back from Bluesky, counters and words, from a whole real network that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from networks.bluesky.connector import Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import Credentials, Draft, Found, IncomingKind
from tests.live.acts import POST, publish, record, reply_to, strong, verify
from tests.live.network import Network, until


def test_counters_are_what_others_did(net: Network, bluesky: Bluesky, me: Credentials) -> None:
    one, other = (publish(bluesky, me, Draft(text)) for text in ("Contami", "Nessuno mi vede"))
    carla, dario = net.person("carla"), net.person("dario")
    subject, now = strong(net, one.remote_id), datetime.now(UTC).isoformat()
    for who in (carla, dario):
        net.write(who, {"$type": "app.bsky.feed.like", "subject": subject, "createdAt": now})
    net.write(carla, {"$type": "app.bsky.feed.repost", "subject": subject, "createdAt": now})
    embed = {"$type": "app.bsky.embed.record", "record": subject}
    net.write(carla, {"$type": POST, "text": "Cito", "createdAt": now, "embed": embed})
    reply_to(net, dario, one.remote_id, "Bella")
    wanted = {"likes": 2, "shares": 1, "comments": 1, "quotes": 1}

    def counted() -> bool:
        found = {
            m.remote_id: m.values
            for m in bluesky.measure(me, [one.remote_id, other.remote_id], timeout_s=60)
        }
        return (
            len(found) == 2
            and all(found[one.remote_id].get(name) == value for name, value in wanted.items())
            and set(found[other.remote_id].values()) == {0}
        )

    assert until(counted)
    net.write(carla, {"$type": "app.bsky.graph.follow", "subject": me.account_id, "createdAt": now})
    assert until(lambda: bluesky.measure_profile(me, timeout_s=60).values.get("followers") == 1)
    assert bluesky.measure_profile(me, timeout_s=60).values["n_posts"] == 2


def test_more_posts_than_one_call_takes_are_all_measured(bluesky: Bluesky, me: Credentials) -> None:
    ids = [publish(bluesky, me, Draft(f"Numero {n}")).remote_id for n in range(27)]
    gone = f"at://{me.account_id}/{POST}/3jzfcijpj2z2a"
    assert until(lambda: len(bluesky.measure(me, [*ids, gone], timeout_s=60)) == 27)


def test_what_people_say_arrives_once_and_is_answered_and_liked(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    post = publish(bluesky, me, Draft("Che ne dite?"))
    carla = net.person("carla")
    before = bluesky.notifications(me, cursor=None, timeout_s=60)
    assert before.items == ()
    said = reply_to(net, carla, post.remote_id, "Buono 🍷")
    page = until(lambda: _filled(bluesky.notifications(me, cursor=before.cursor, timeout_s=60)))
    (item,) = page.items
    assert (item.kind, item.remote_id, item.text) == (IncomingKind.COMMENT, said, "Buono 🍷")
    assert (item.thread_id, item.parent_id) == (post.remote_id, post.remote_id)
    assert item.author_handle == f"@{carla.handle}"
    assert bluesky.notifications(me, cursor=page.cursor, timeout_s=60).items == ()

    draft = bluesky.address(item, "Grazie!", language="it")
    key = f"reply:{uuid4()}"
    answer = bluesky.reply(me, draft, key=key, timeout_s=60)
    assert record(net, answer.remote_id)["reply"] == {
        "root": strong(net, post.remote_id),
        "parent": strong(net, said),
    }
    found = verify(bluesky, me, draft, key)
    assert isinstance(found, Found)
    assert found.published.remote_id == answer.remote_id

    for _ in range(2):
        bluesky.like(me, said, timeout_s=60)
    likes = until(
        lambda: net.call("app.bsky.feed.getLikes", token=carla.token, query=f"?uri={said}")["likes"]
    )
    assert [like["actor"]["did"] for like in likes] == [me.account_id]

    thread = until(lambda: _filled(bluesky.thread(me, post.remote_id, timeout_s=60), 2))
    assert [(one.remote_id, one.is_own) for one in thread.items] == [
        (said, False),
        (answer.remote_id, True),
    ]
    later = reply_to(net, carla, answer.remote_id, "Prego")
    page = until(lambda: _filled(bluesky.notifications(me, cursor=page.cursor, timeout_s=60)))
    assert [one.remote_id for one in page.items] == [later]


def _filled(page: Any, n: int = 1) -> Any:
    return page if len(page.items) >= n else None


def test_public_posts_are_found_by_their_words(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    carla = net.person("carla")
    word = "barbatelle"
    now = datetime.now(UTC)
    old = net.write(
        carla,
        {
            "$type": POST,
            "text": f"Le {word} sono arrivate",
            "createdAt": now.isoformat(),
            "langs": ["it"],
        },
    )
    page = until(lambda: _filled(bluesky.search(me, word, cursor=None, timeout_s=60)))
    assert [(one.remote_id, one.language) for one in page.items] == [(old["uri"], "it")]
    assert bluesky.search(me, word, cursor=page.cursor, timeout_s=60).items == ()
    at = (now + timedelta(seconds=2)).isoformat()
    new = net.write(carla, {"$type": POST, "text": f"Altre {word}", "createdAt": at})
    fresh = until(lambda: _filled(bluesky.search(me, word, cursor=page.cursor, timeout_s=60)))
    assert [one.remote_id for one in fresh.items] == [new["uri"]]


def test_a_post_that_is_gone_is_not_found(bluesky: Bluesky, me: Credentials) -> None:
    gone = f"at://{me.account_id}/{POST}/3jzfcijpj2z2a"
    for ask in (
        lambda: bluesky.thread(me, gone, timeout_s=60),
        lambda: bluesky.like(me, gone, timeout_s=60),
        lambda: publish(bluesky, me, Draft("A chi?", in_reply_to=gone)),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert caught.value.kind is ErrorKind.NOT_FOUND
