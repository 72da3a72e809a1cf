"""The Bluesky connector against a whole real network that nobody here wrote."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from uuid import uuid4

import pytest

from networks.bluesky.connector import Bluesky
from networks.bluesky.records import own_uri, rkey_of
from networks.errors import ErrorKind, NetworkError
from networks.limits import check
from networks.types import Absent, Credentials, Draft, Found, IncomingKind, Media, Secret
from people.ids import uuid7
from tests.live.network import Network, Person, until

POST = "app.bsky.feed.post"


def join(bluesky: Bluesky, who: Person) -> Credentials:
    return bluesky.sign_in(who.handle, Secret(who.app_password), timeout_s=20)


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + b"\x8c\x2f\x45" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(alt: str) -> Media:
    data = png()
    return Media(
        hashlib.sha256(data).hexdigest(), "image/png", 4, 3, alt, lambda: io.BytesIO(data), len(data)
    )  # fmt: skip


def publish(bluesky: Bluesky, me: Credentials, draft: Draft, key: str = "") -> Any:
    refs: dict[str, Any] = {}
    for _ in range(12):
        done = bluesky.prepare(me, draft, state=refs, timeout_s=15)
        refs = dict(done.refs)
        if done.is_ready:
            break
    return bluesky.commit(
        me, draft, key=key or f"{uuid7()}:0", refs=refs, timeout_s=15, sent_at=datetime.now(UTC)
    )


def record(net: Network, remote_id: str) -> dict[str, Any]:
    uri = own_uri(remote_id)
    query = f"?repo={uri.did}&collection={uri.collection}&rkey={uri.rkey}"
    return net.call("com.atproto.repo.getRecord", query=query)["value"]


def reply_to(net: Network, who: Person, post_id: str, text: str) -> str:
    uri = own_uri(post_id)
    found = net.call(
        "com.atproto.repo.getRecord",
        query=f"?repo={uri.did}&collection={uri.collection}&rkey={uri.rkey}",
    )
    place = {"uri": found["uri"], "cid": found["cid"]}
    made = net.write(
        who,
        {
            "$type": POST,
            "text": text,
            "createdAt": datetime.now(UTC).isoformat(),
            "reply": {"root": place, "parent": place},
        },
    )
    return str(made["uri"])


def strong(net: Network, post_id: str) -> dict[str, str]:
    uri = own_uri(post_id)
    found = net.call(
        "com.atproto.repo.getRecord",
        query=f"?repo={uri.did}&collection={uri.collection}&rkey={uri.rkey}",
    )
    return {"uri": found["uri"], "cid": found["cid"]}


@pytest.fixture
def anna(net: Network) -> Person:
    return net.person("anna")


@pytest.fixture
def me(bluesky: Bluesky, anna: Person) -> Credentials:
    return join(bluesky, anna)


# Joining


def test_a_handle_and_an_app_password_lead_to_the_account_and_its_server(
    net: Network, bluesky: Bluesky, anna: Person
) -> None:
    for typed in (anna.handle, f"@{anna.handle.upper()}", anna.did):
        credentials = bluesky.sign_in(typed, Secret(anna.app_password), timeout_s=20)
        assert (credentials.host, credentials.account_id) == (net.pds, anna.did)
        assert credentials.refresh_token
        assert credentials.expires_at is not None
        left = credentials.expires_at - datetime.now(UTC)
        assert timedelta(minutes=100) < left < timedelta(minutes=125)
    who = bluesky.profile(credentials, timeout_s=10)
    assert (who.remote_id, who.handle) == (anna.did, f"@{anna.handle}")
    assert all(one.is_granted for one in bluesky.abilities(credentials, timeout_s=10))


def test_the_accounts_own_password_is_refused_even_if_it_looks_like_an_app_password(
    net: Network, bluesky: Bluesky
) -> None:
    made = net.call(
        "com.atproto.server.createAccount",
        {"handle": "sbadata.test", "email": "s@example.org", "password": "abcd-efgh-ijkl-mnop"},
    )
    for password in ("abcd-efgh-ijkl-mnop", "la-mia-password"):
        with pytest.raises(NetworkError) as caught:
            bluesky.sign_in(made["did"], Secret(password), timeout_s=20)
        assert caught.value.code == "not_app_password"


def test_a_wrong_password_and_an_unknown_handle_say_what_they_are(
    bluesky: Bluesky, anna: Person
) -> None:
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in(anna.handle, Secret("aaaa-bbbb-cccc-dddd"), timeout_s=20)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.AUTH_EXPIRED, "wrong_password")
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", Secret(anna.app_password), timeout_s=20)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_FOUND, "handle_unknown")


def test_refreshing_makes_a_new_pair_and_signing_out_ends_it(
    bluesky: Bluesky, me: Credentials
) -> None:
    fresh = bluesky.refresh(me, timeout_s=10)
    assert fresh.refresh_token != me.refresh_token
    assert (fresh.host, fresh.account_id, fresh.scopes) == (me.host, me.account_id, me.scopes)
    assert bluesky.profile(fresh, timeout_s=10).remote_id == me.account_id
    bluesky.sign_out(fresh, timeout_s=10)
    bluesky.sign_out(fresh, timeout_s=10)
    with pytest.raises(NetworkError) as caught:
        bluesky.refresh(fresh, timeout_s=10)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED


def test_a_dead_token_is_a_dead_token(bluesky: Bluesky, me: Credentials) -> None:
    dead = Credentials(me.host, me.account_id, Secret("e.e.e"))
    for ask in (
        lambda: bluesky.profile(dead, timeout_s=10),
        lambda: bluesky.measure_profile(dead, timeout_s=10),
        lambda: publish(bluesky, dead, Draft("no")),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert caught.value.kind is ErrorKind.AUTH_EXPIRED


# Publishing


def test_a_post_is_published_once_however_often_it_is_sent(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    key, at = f"{uuid7()}:0", datetime.now(UTC)
    draft = Draft("Sei gradi alle sei. Si pota lo stesso.")
    assert verify(bluesky, me, draft, key) == Absent()
    first = bluesky.commit(me, draft, key=key, refs={}, timeout_s=10, sent_at=at)
    again = bluesky.commit(me, draft, key=key, refs={}, timeout_s=10, sent_at=at)
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


def verify(bluesky: Bluesky, me: Credentials, draft: Draft, key: str) -> Any:
    return bluesky.verify(
        me,
        draft,
        first_sent_at=datetime.now(UTC),
        known_remote_ids=frozenset(),
        timeout_s=10,
        key=key,
    )


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
        bluesky.remove(me, published.remote_id, timeout_s=10)
    with pytest.raises(HTTPError):
        record(net, published.remote_id)
    assert verify(bluesky, me, draft, key) == Absent()
    assert until(lambda: not bluesky.measure(me, [published.remote_id], timeout_s=10))


# What comes back


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
            for m in bluesky.measure(me, [one.remote_id, other.remote_id], timeout_s=10)
        }
        return (
            len(found) == 2
            and all(found[one.remote_id].get(name) == value for name, value in wanted.items())
            and set(found[other.remote_id].values()) == {0}
        )

    assert until(counted)
    net.write(carla, {"$type": "app.bsky.graph.follow", "subject": me.account_id, "createdAt": now})
    assert until(lambda: bluesky.measure_profile(me, timeout_s=10).values.get("followers") == 1)
    assert bluesky.measure_profile(me, timeout_s=10).values["n_posts"] == 2


def test_more_posts_than_one_call_takes_are_all_measured(bluesky: Bluesky, me: Credentials) -> None:
    ids = [publish(bluesky, me, Draft(f"Numero {n}")).remote_id for n in range(27)]
    gone = f"at://{me.account_id}/{POST}/3jzfcijpj2z2a"
    assert until(lambda: len(bluesky.measure(me, [*ids, gone], timeout_s=10)) == 27)


def test_what_people_say_arrives_once_and_is_answered_and_liked(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    post = publish(bluesky, me, Draft("Che ne dite?"))
    carla = net.person("carla")
    before = bluesky.notifications(me, cursor=None, timeout_s=10)
    assert before.items == ()
    said = reply_to(net, carla, post.remote_id, "Buono 🍷")
    page = until(lambda: _filled(bluesky.notifications(me, cursor=before.cursor, timeout_s=10)))
    (item,) = page.items
    assert (item.kind, item.remote_id, item.text) == (IncomingKind.COMMENT, said, "Buono 🍷")
    assert (item.thread_id, item.parent_id) == (post.remote_id, post.remote_id)
    assert item.author_handle == f"@{carla.handle}"
    assert bluesky.notifications(me, cursor=page.cursor, timeout_s=10).items == ()

    draft = bluesky.address(item, "Grazie!", language="it")
    key = f"reply:{uuid4()}"
    answer = bluesky.reply(me, draft, key=key, timeout_s=15)
    assert record(net, answer.remote_id)["reply"] == {
        "root": strong(net, post.remote_id),
        "parent": strong(net, said),
    }
    found = verify(bluesky, me, draft, key)
    assert isinstance(found, Found)
    assert found.published.remote_id == answer.remote_id

    for _ in range(2):
        bluesky.like(me, said, timeout_s=10)
    likes = until(
        lambda: net.call("app.bsky.feed.getLikes", token=carla.token, query=f"?uri={said}")["likes"]
    )
    assert [like["actor"]["did"] for like in likes] == [me.account_id]

    thread = until(lambda: _filled(bluesky.thread(me, post.remote_id, timeout_s=10), 2))
    assert [(one.remote_id, one.is_own) for one in thread.items] == [
        (said, False),
        (answer.remote_id, True),
    ]
    later = reply_to(net, carla, answer.remote_id, "Prego")
    page = until(lambda: _filled(bluesky.notifications(me, cursor=page.cursor, timeout_s=10)))
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
    page = until(lambda: _filled(bluesky.search(me, word, cursor=None, timeout_s=10)))
    assert [(one.remote_id, one.language) for one in page.items] == [(old["uri"], "it")]
    assert bluesky.search(me, word, cursor=page.cursor, timeout_s=10).items == ()
    at = (now + timedelta(seconds=2)).isoformat()
    new = net.write(carla, {"$type": POST, "text": f"Altre {word}", "createdAt": at})
    fresh = until(lambda: _filled(bluesky.search(me, word, cursor=page.cursor, timeout_s=10)))
    assert [one.remote_id for one in fresh.items] == [new["uri"]]


def test_a_post_that_is_gone_is_not_found(bluesky: Bluesky, me: Credentials) -> None:
    gone = f"at://{me.account_id}/{POST}/3jzfcijpj2z2a"
    for ask in (
        lambda: bluesky.thread(me, gone, timeout_s=10),
        lambda: bluesky.like(me, gone, timeout_s=10),
        lambda: publish(bluesky, me, Draft("A chi?", in_reply_to=gone)),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert caught.value.kind is ErrorKind.NOT_FOUND
