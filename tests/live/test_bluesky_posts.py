"""Threads, first comments, cards and videos against a whole real network that nobody here wrote."""

from __future__ import annotations

import hashlib
import io
import json
import re
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

import pytest

from networks import http
from networks.bluesky import card
from networks.bluesky.api import Api
from networks.bluesky.connector import Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import Absent, Credentials, Draft, Found, Media, Published
from people.ids import uuid7
from tests.live.acts import png, publish, record, verify
from tests.live.network import Network, Person, until
from tests.networks.peers import Peer, answers

FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(range(256)) * 64


def film() -> Media:
    return Media(
        hashlib.sha256(FILM).hexdigest(), "video/mp4", 640, 360, "Il torchio gira", lambda: io.BytesIO(FILM),
        len(FILM), 12.0,
    )  # fmt: skip


def shown(net: Network, anna: Person, remote_id: str) -> dict[str, Any]:
    """The post as readers get it, once the AppView has seen it."""
    found = until(
        lambda: net.call("app.bsky.feed.getPosts", token=anna.token, query=f"?uris={remote_id}")["posts"]
    )  # fmt: skip
    return dict(found[0])


def test_a_thread_with_its_first_comment_goes_out_part_by_part_and_no_part_twice(
    net: Network, bluesky: Bluesky, me: Credentials, anna: Person
) -> None:
    delivery, parts, drafts = uuid7(), [], []
    for step, text in enumerate(("Uno", "Due", "Tre", "Il link: https://example.invalid/a")):
        above: Published | None = parts[-1] if parts else None
        draft = Draft(
            text,
            in_reply_to=above.remote_id if above else None,
            thread_root=parts[0].remote_id if parts else None,
        )
        key, at = f"{delivery}:{step}", datetime.now(UTC)
        assert verify(bluesky, me, draft, key) == Absent()
        tries = [
            bluesky.commit(me, draft, key=key, refs={}, timeout_s=60, sent_at=at) for _ in range(2)
        ]
        assert tries[0] == tries[1]
        parts.append(tries[0])
        drafts.append((draft, key))
    for part, (draft, key) in zip(parts, drafts, strict=True):
        for mark in (key, ""):
            found = verify(bluesky, me, draft, mark)
            assert isinstance(found, Found)
            assert found.published.remote_id == part.remote_id
    below = until(
        lambda: _many(bluesky.thread(me, parts[0].remote_id, timeout_s=60).items, len(parts) - 1)
    )
    assert [one.remote_id for one in below] == [part.remote_id for part in parts[1:]]
    assert [one.parent_id for one in below] == [part.remote_id for part in parts[:-1]]
    for part in reversed(parts):
        bluesky.remove(me, part.remote_id, timeout_s=60)
    assert [verify(bluesky, me, *drafts[-1]), verify(bluesky, me, *drafts[0])] == [Absent()] * 2


def _many(items: Any, n: int) -> Any:
    return items if len(items) == n else None


def test_a_part_whose_parent_is_gone_is_not_sent(bluesky: Bluesky, me: Credentials) -> None:
    first = publish(bluesky, me, Draft("Sparirà"))
    bluesky.remove(me, first.remote_id, timeout_s=60)
    part = Draft("Parte due", in_reply_to=first.remote_id)
    with pytest.raises(NetworkError) as caught:
        bluesky.commit(me, part, key=f"{uuid7()}:1", refs={}, timeout_s=60)
    assert (caught.value.kind, caught.value.was_sent) == (ErrorKind.NOT_FOUND, False)


def test_a_card_with_its_picture_is_shown(
    net: Network, bluesky: Bluesky, me: Credentials, anna: Person
) -> None:
    link = "https://trecorvi.example/potatura"
    thumb = card.upload(Api.of(me, 10), png(8, 6), "image/png")
    made = {"uri": link, "title": "La potatura", "description": "Sei gradi", "thumb": thumb}
    post = bluesky.commit(
        me, Draft(f"Leggi {link}", link=link), key=f"{uuid7()}:0",
        refs={"card": {"of": link, "card": made}}, timeout_s=60, sent_at=datetime.now(UTC),
    )  # fmt: skip
    assert record(net, post.remote_id)["embed"]["external"] == made
    embed = shown(net, anna, post.remote_id)["embed"]
    assert embed["$type"] == "app.bsky.embed.external#view"
    assert embed["external"]["title"] == "La potatura"
    assert embed["external"]["thumb"].startswith("http")


def test_a_page_that_nobody_can_read_costs_the_card_alone(
    net: Network, bluesky: Bluesky, me: Credentials
) -> None:
    post = publish(bluesky, me, Draft("Leggi https://trecorvi.invalid/"))
    assert "embed" not in record(net, post.remote_id)


def test_a_video_goes_out_by_the_accounts_own_server(
    net: Network, bluesky: Bluesky, me: Credentials, anna: Person
) -> None:
    post = publish(bluesky, me, Draft("Guarda", media=(film(),)))
    embed = record(net, post.remote_id)["embed"]
    assert embed["$type"] == "app.bsky.embed.video"
    assert embed["video"]["mimeType"] == "video/mp4"
    assert embed["video"]["size"] == len(FILM)
    assert (embed["alt"], embed["aspectRatio"]) == (
        "Il torchio gira",
        {"width": 640, "height": 360},
    )
    view = shown(net, anna, post.remote_id)["embed"]
    assert view["$type"] == "app.bsky.embed.video#view"
    assert view["playlist"]


def test_the_token_for_the_video_service_lets_it_put_the_video_on_the_accounts_server(
    net: Network, me: Credentials
) -> None:
    """The service is played; the token it gets is made and judged by the real server."""
    tokens: list[str] = []

    def play(connection: Any, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        token = re.search(rb"(?i)authorization: bearer ([^\r\n]+)", head)
        if token:
            tokens.append(token[1].decode())
        if b"getUploadLimits" in head:
            answers(b'{"canUpload": true}')(connection, request)
            return
        ask = Request(f"{net.pds}/xrpc/com.atproto.repo.uploadBlob", body)
        ask.add_header("content-type", "video/mp4")
        ask.add_header("authorization", f"Bearer {tokens[-1]}")
        with urlopen(ask, timeout=20) as answer:
            blob = json.loads(answer.read())["blob"]
        done = {"jobId": "job-1", "did": me.account_id, "state": "JOB_STATE_COMPLETED"}
        answers(json.dumps({"jobStatus": {**done, "blob": blob}}).encode())(connection, request)

    service = Peer(play)
    # The names of servers on this network hold no number, but for localhost.
    origin = f"http://localhost:{service.port}"
    http.configure(allow_origins=[net.pds, net.plc, origin])
    try:
        bluesky = Bluesky("bluesky", "Bluesky", resolver=net.pds, directory=net.plc, videos=origin)
        post = publish(bluesky, me, Draft("Guarda", media=(film(),)))
    finally:
        service.close()
    assert record(net, post.remote_id)["embed"]["video"]["size"] == len(FILM)
    claims = [json.loads(urlsafe_b64decode(one.split(".")[1] + "==")) for one in tokens]
    assert [claim["lxm"] for claim in claims] == [
        "app.bsky.video.getUploadLimits", "com.atproto.repo.uploadBlob",
    ]  # fmt: skip
    assert {claim["iss"] for claim in claims} == {me.account_id}
    left = claims[1]["exp"] - datetime.now(UTC).timestamp()
    assert 20 * 60 < left < 26 * 60
