"""What servers answer is a stranger's: recorded answers with anything put in any place of them are read, or refused as
malformed, and nothing else ever comes up."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from networks.bluesky import api as bluesky_api
from networks.bluesky import page_head, readback
from networks.bluesky import parse as bluesky
from networks.mastodon import instance
from networks.mastodon import parse as mastodon
from networks.reading import MalformedError, each_of
from networks.types import Credentials, Draft, IncomingKind, Poll, Secret

HERE = Path(__file__).parent
ME = Credentials("https://mastodon.example", "109", Secret("t"))
DRAFT = Draft("Sei gradi", in_reply_to="77", poll=Poll(("Rosso", "Bianco")))
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**70, 1.5, float("nan"), float("inf"), "", " ", "x" * 30_000, "\x00\ud800", "\u202e@x",
    "javascript:alert(1)", "at://did:plc:x/app.bsky.feed.post/y", "9999-99-99T99:99:99Z", "0001-01-01T00:00:00+14:00",
    [], [None], [[]], [{}], {}, {"$link": 7}, {"id": []}, {"uri": {}}, "1e400", "-0", "\u0660\u0661",
)  # fmt: skip


def mastodon_answer(name: str) -> Any:
    return json.loads((HERE / "mastodon" / f"{name}.json").read_text("utf-8"))


def bluesky_answer(name: str) -> Any:
    return json.loads((HERE / "bluesky" / f"{name}.json").read_text("utf-8"))


def with_poll(status: Any) -> Any:
    options = [{"title": "Rosso", "votes_count": 1}, {"title": "Bianco", "votes_count": None}]
    return {**status, "poll": {"id": "1", "votes_count": 1, "options": options}}


JOB = {
    "jobStatus": {
        "jobId": "j", "did": "did:plc:arti4rpug6eu4evggopwrpfl", "state": "JOB_STATE_COMPLETED",
        "failureCode": "generic_failure", "error": "x", **bluesky_answer("blob"),
    }
}  # fmt: skip
LIMITS = {"canUpload": True, "remainingDailyVideos": 3, "remainingDailyBytes": 9, "message": "x"}
READERS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "ma status": (mastodon_answer("status"), mastodon.published),
    "ma media": (mastodon_answer("media_processing"), mastodon.attachment_id),
    "ma account": (
        mastodon_answer("verify_credentials"),
        lambda body: (mastodon.profile(body, ME.host), mastodon.profile_measurement(body)),
    ),
    "ma instance": (mastodon_answer("instance"), instance.limits),
    "ma counters": (
        [with_poll(mastodon_answer("status"))],
        lambda body: each_of(body, mastodon.measurement),
    ),
    "ma read-back": (
        [with_poll(mastodon_answer("status"))],
        lambda body: each_of(
            body,
            lambda one: (
                mastodon.same_words(one, DRAFT),
                mastodon.has_same_parent(one, DRAFT),
                mastodon.is_inside(one, datetime(2026, 3, 2, tzinfo=UTC)),
            ),
        ),
    ),
    "ma notifications": (
        mastodon_answer("notifications"),
        lambda body: each_of(body, lambda one: mastodon.from_notification(one, ME)),
    ),
    "ma search": (
        mastodon_answer("search")["statuses"],
        lambda body: each_of(body, lambda one: mastodon.mention(one, ME.host)),
    ),
    "ma trends": (
        mastodon_answer("trends_tags"),
        lambda body: each_of(body, mastodon.trend),
    ),
    "ma error": ({"error": "x", "error_description": "y"}, lambda b: mastodon.refine(422, b)),
    "bs written": (bluesky_answer("put_record"), bluesky.published),
    "bs record": (
        bluesky_answer("get_record"),
        lambda body: (bluesky.published(body), bluesky.parents(body)),
    ),
    "bs records": (
        bluesky_answer("list_records"),
        lambda body: bluesky.listed(body, "records", readback._with_words),
    ),
    "bs blob": (bluesky_answer("blob")["blob"], bluesky.blob),
    "bs job": (JOB, bluesky.job),
    "bs limits": (LIMITS, bluesky.upload_limits),
    "bs token": ({"token": "a.b.c"}, bluesky.token),
    "bs profile": (
        bluesky_answer("profile"),
        lambda body: (bluesky.profile(body), bluesky.profile_measurement(body)),
    ),
    "bs counters": (
        bluesky_answer("posts"),
        lambda body: bluesky.listed(body, "posts", bluesky.measurement),
    ),
    "bs notifications": (
        bluesky_answer("notifications"),
        lambda body: bluesky.listed(
            body, "notifications", lambda one: bluesky.from_notification(one, ME)
        ),
    ),
    "bs thread": (
        bluesky_answer("thread"),
        lambda body: bluesky.thread(body, ME, thread_id="x"),
    ),
    "bs incoming": (
        bluesky_answer("posts")["posts"],
        lambda body: each_of(
            body, lambda one: bluesky.incoming(one, ME, kind=IncomingKind.COMMENT)
        ),
    ),
    "bs search": (
        bluesky_answer("search"),
        lambda body: bluesky.listed(body, "posts", bluesky.mention),
    ),
    "bs error": ({"error": "ExpiredToken"}, lambda body: bluesky_api.refine(400, body)),
}


def spoiled(value: Any, dice: Random) -> Any:
    """The value with some of its places taken by junk, left out, or moved into one another."""
    whole = copy.deepcopy(value)
    places = list(_places(whole))
    if not places or dice.random() < 0.05:
        return dice.choice(JUNK)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        holder, key = dice.choice(places)
        if dice.random() < 0.25 and isinstance(holder, dict):
            holder.pop(key, None)
        elif isinstance(holder, dict) or key < len(holder):
            other, place = dice.choice(places)
            moved = other.get(place) if isinstance(other, dict) else None
            holder[key] = copy.deepcopy(moved) if dice.random() < 0.2 else dice.choice(JUNK)
    return whole


def _places(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)


@pytest.mark.parametrize("name", READERS)
def test_a_recorded_answer_is_read(name: str) -> None:
    answer, read = READERS[name]
    read(answer)


@pytest.mark.parametrize("name", READERS)
# The same answers every time; `derandomize=False` looks for new ones.
@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(min_value=0, max_value=2**32))
@example(seed=6606183)  # an hour of the year 1 that lies before it in UTC
def test_anything_in_any_place_is_read_or_called_malformed(name: str, seed: int) -> None:
    answer, read = READERS[name]
    try:
        made = read(spoiled(answer, Random(seed)))
    except MalformedError:
        return
    assert len(repr(made)) < 400_000
    assert "javascript:" not in repr(_addresses(made))


def _addresses(made: Any) -> list[str]:
    """Everything in what was read that a page would make a link or a picture of."""
    items = made if isinstance(made, list | tuple) else [made]
    return [
        str(getattr(one, name))
        for one in items
        for name in ("url", "avatar_url", "author_avatar")
        if hasattr(one, name)
    ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    pieces=st.lists(
        st.sampled_from([
            "<", ">", "<title>", "</title>", "<meta ", "property=", '"og:title"', "content=", "'", '"', "/>", "<!--",
            "-->", "<script>", "</script>", "&amp;", "&#x", "<body>", "\x00", "\u202e", " ", "a", "\n", "=",
        ]),
        max_size=60,
    )
)  # fmt: skip
def test_any_page_gives_lines_of_a_bounded_length(pieces: list[str]) -> None:
    for name, line in page_head.read("".join(pieces)).items():
        assert 0 < len(line) <= page_head.LONGEST[name]
        assert line == " ".join(line.split())
        assert "\x00" not in line
        assert "\u202e" not in line
