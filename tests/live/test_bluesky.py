"""The Bluesky connector publishes and removes on a whole real network that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.error import HTTPError

import pytest

from networks.bluesky.connector import Bluesky
from networks.bluesky.records import own_uri, rkey_of
from networks.errors import ErrorKind, NetworkError
from networks.limits import check
from networks.types import Absent, Credentials, Draft, Found
from people.ids import uuid7
from tests.live.acts import POST, picture, publish, record, verify
from tests.live.network import Network, until


def test_a_post_is_published_once_however_often_it_is_sent(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    key, at = f"{uuid7()}:0", datetime.now(UTC)
    draft = Draft("Sei gradi alle sei. Si pota lo stesso.")
    assert verify(bluesky, me, draft, key) == Absent()
    first = bluesky.commit(me, draft, key=key, refs={}, timeout_s=60, sent_at=at)
    again = bluesky.commit(me, draft, key=key, refs={}, timeout_s=60, sent_at=at)
    assert first == again
    assert own_uri(first.remote_id).rkey == rkey_of(key)
    listed = net.call(
        "com.atproto.repo.listRecords", query=f"?repo={me.account_id}&collection={POST}"
    )
    assert len(listed["records"]) == 1
    assert record(net, first.remote_id) == {
        "$type": POST,
        "text": draft.text,
        "createdAt": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": ["it"],
    }
    verdict = verify(bluesky, me, draft, key)
    assert isinstance(verdict, Found)
    assert verdict.published.remote_id == first.remote_id
    by_words = verify(bluesky, me, draft, "")
    assert isinstance(by_words, Found)
    assert by_words.published.remote_id == first.remote_id


def test_another_content_under_the_same_key_never_writes_over_the_first(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    key = f"{uuid7()}:0"
    first = publish(bluesky, me, Draft("Il primo testo"), key)
    with pytest.raises(NetworkError) as caught:
        publish(bluesky, me, Draft("Un altro testo"), key)
    assert caught.value.kind is ErrorKind.DUPLICATE
    assert record(net, first.remote_id)["text"] == "Il primo testo"


def test_links_mentions_and_tags_become_clickable_where_they_stand(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    bruno = net.person("bruno")
    text = f"🍇 Perché con @{bruno.handle} a https://127.0.0.1.invalid.example/à? #vendemmia e @nessuno.test"
    published = publish(bluesky, me, Draft(text))
    found = record(net, published.remote_id)
    raw = found["text"].encode()
    said = {
        facet["features"][0]["$type"].partition("#")[2]: (
            raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            facet["features"][0],
        )
        for facet in found["facets"]
    }
    assert said["mention"][0] == f"@{bruno.handle}"
    assert said["mention"][1]["did"] == bruno.did
    assert said["tag"][0] == "#vendemmia"
    assert len(found["facets"]) == 3
    notice = until(
        lambda: [
            one
            for one in net.call("app.bsky.notification.listNotifications", token=bruno.token)[
                "notifications"
            ]
            if one["reason"] == "mention"
        ]
    )
    assert notice[0]["uri"] == published.remote_id


def test_pictures_go_out_with_their_descriptions(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    draft = Draft("Due foto", media=(picture("Un grappolo"), picture("Una botte")))
    published = publish(bluesky, me, draft)
    images = record(net, published.remote_id)["embed"]["images"]
    assert [image["alt"] for image in images] == ["Un grappolo", "Una botte"]
    assert images[0]["image"]["mimeType"] == "image/png"
    assert images[0]["aspectRatio"] == {"width": 4, "height": 3}


def test_a_thread_hangs_together(net: Network, bluesky: Bluesky, me: Credentials) -> None:
    parts, parent = [], None
    delivery = uuid7()
    for step in range(3):
        draft = Draft(f"Parte {step + 1}", in_reply_to=parent)
        parts.append(publish(bluesky, me, draft, f"{delivery}:{step}"))
        parent = parts[-1].remote_id
    places = [record(net, part.remote_id).get("reply") for part in parts]
    assert places[0] is None
    assert [place["parent"]["uri"] for place in places[1:]] == [p.remote_id for p in parts[:2]]
    assert {place["root"]["uri"] for place in places[1:]} == {parts[0].remote_id}


def test_the_limit_is_where_we_say_it_is(bluesky: Bluesky, me: Credentials) -> None:
    family = "👨‍👩‍👧‍👦"
    fits, too_long = Draft("à" * 299 + "🍇"), Draft("à" * 301)
    assert check(fits, bluesky.limits) == []
    assert publish(bluesky, me, fits).remote_id
    assert [one.rule for one in check(too_long, bluesky.limits)] == ["too_long"]
    heavy = Draft(family * 130)
    assert [one.rule for one in check(heavy, bluesky.limits)] == ["too_many_bytes"]
    for draft in (too_long, heavy):
        with pytest.raises(NetworkError) as caught:
            publish(bluesky, me, draft)
        assert caught.value.kind is ErrorKind.CONTENT_REJECTED


def test_a_post_is_removed_and_removing_it_again_is_no_error(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    key = f"{uuid7()}:0"
    draft = Draft("Da togliere")
    published = publish(bluesky, me, draft, key)
    for _ in range(2):
        bluesky.remove(me, published.remote_id, timeout_s=60)
    with pytest.raises(HTTPError):
        record(net, published.remote_id)
    assert verify(bluesky, me, draft, key) == Absent()
    assert until(lambda: not bluesky.measure(me, [published.remote_id], timeout_s=60))
