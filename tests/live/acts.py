"""What the live tests do on Bluesky: sign in, publish by our connector, read back without it."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime
from typing import Any

from networks.bluesky.connector import Bluesky
from networks.bluesky.records import own_uri
from networks.types import Credentials, Draft, Media, Secret
from people.ids import uuid7
from tests.live.network import Network, Person

POST = "app.bsky.feed.post"


def join(bluesky: Bluesky, who: Person) -> Credentials:
    return bluesky.sign_in(who.handle, Secret(who.app_password), timeout_s=60)


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
        done = bluesky.prepare(me, draft, state=refs, timeout_s=60)
        refs = dict(done.refs)
        if done.is_ready:
            break
    return bluesky.commit(
        me, draft, key=key or f"{uuid7()}:0", refs=refs, timeout_s=60, sent_at=datetime.now(UTC)
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


def verify(bluesky: Bluesky, me: Credentials, draft: Draft, key: str) -> Any:
    return bluesky.verify(
        me,
        draft,
        first_sent_at=datetime.now(UTC),
        known_remote_ids=frozenset(),
        timeout_s=60,
        key=key,
    )
