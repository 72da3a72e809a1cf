"""What the sandbox makes of threads, first comments, polls, videos and links, with the real connector; and its faults."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from networks import registry
from networks.errors import ErrorKind, NetworkError
from networks.sandbox.process import SandboxProcess
from networks.types import Absent, Credentials, Draft, Found, Media, Poll, Published, Secret
from tests.networks.sandbox_visits import browse

SANDBOX = registry.connector("sandbox")
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


def film(alt: str = "Il torchio gira") -> Media:
    return Media("fe" * 32, "video/mp4", 640, 360, alt, lambda: io.BytesIO(FILM), len(FILM), 12.0)


def post(account: Credentials, draft: Draft, key: str, refs: Any = None) -> Published:
    made: Published = SANDBOX.commit(account, draft, key=key, refs=refs or {}, timeout_s=60)
    return made


def thread_of(account: Credentials, *texts: str, visibility: Any = "public") -> list[Published]:
    parts: list[Published] = []
    for text in texts:
        parent = parts[-1].remote_id if parts else None
        draft = Draft(text, visibility=visibility, in_reply_to=parent)
        parts.append(post(account, draft, f"parte {uuid4()}"))
    return parts


def look(account: Credentials, draft: Draft, since: datetime, **more: Any) -> Any:
    known = more.pop("known", frozenset())
    return SANDBOX.verify(
        account, draft, first_sent_at=since, known_remote_ids=known, timeout_s=60, **more
    )


def test_a_thread_is_shown_as_one(account: Credentials, sandbox: SandboxProcess) -> None:
    first, second, third = thread_of(account, "Uno di tre", "Due di tre", "Tre di tre")
    page = browse(first.url)[2]
    assert page.index("Uno di tre") < page.index("Il thread continua") < page.index("Due di tre")
    assert page.index("Due di tre") < page.index("Tre di tre")
    assert [f"parte {n}/3" in page for n in (1, 2, 3)] == [True] * 3
    middle = browse(second.url)[2]
    assert middle.index("Uno di tre") < middle.index("Due di tre") < middle.index("Tre di tre")
    front = browse(f"{sandbox.origin}/@{first.url.split('@')[1].split('/')[0]}")[2]
    assert "Uno di tre" in front
    assert "Tre di tre" not in front
    below = SANDBOX.thread(account, first.remote_id, timeout_s=60).items
    assert [one.remote_id for one in below] == [second.remote_id, third.remote_id]


def test_a_first_comment_has_the_visibility_of_its_post(account: Credentials) -> None:
    first, comment = thread_of(account, "Il post", "#vigna #cantina", visibility="unlisted")
    assert "#<span>vigna</span>" in browse(first.url)[2]
    with urllib.request.urlopen(comment_url(account, comment)) as answer:
        assert b'"visibility": "unlisted"' in answer.read()


def comment_url(account: Credentials, made: Published) -> str:
    return f"{account.host}/api/v1/statuses/{made.remote_id}"


def test_an_answer_to_what_is_gone_is_not_found(account: Credentials) -> None:
    (first,) = thread_of(account, "Sparirà")
    SANDBOX.remove(account, first.remote_id, timeout_s=60)
    with pytest.raises(NetworkError) as caught:
        post(account, Draft("A chi?", in_reply_to=first.remote_id), "orfana")
    assert caught.value.kind is ErrorKind.NOT_FOUND


@pytest.mark.parametrize("kind", ["reset_after", "cut_after", "error_after", "html_after", "drip"])
def test_a_part_whose_answer_was_lost_is_found_and_no_part_goes_out_twice(
    account: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    began = datetime.now(UTC)
    sandbox.order("faults", kind=kind, skip=1, seconds=3, account_id=account.account_id)
    first = post(account, Draft("Parte uno"), f"{kind}-1")
    part = Draft("Parte due", in_reply_to=first.remote_id)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, part, key=f"{kind}-2", refs={}, timeout_s=1)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    found = look(account, part, began, known=frozenset({first.remote_id}), key=f"{kind}-2")
    assert isinstance(found, Found)
    assert post(account, part, f"{kind}-2") == found.published
    assert len(SANDBOX.thread(account, first.remote_id, timeout_s=60).items) == 1


def test_the_same_words_below_another_post_are_not_ours(account: Credentials) -> None:
    began = datetime.now(UTC)
    one, other = (post(account, Draft(text), text) for text in ("Primo", "Secondo"))
    comment = Draft("Il link è qui", in_reply_to=one.remote_id)
    made = post(account, comment, "commento")
    assert look(account, comment, began) == Found(made)
    elsewhere = Draft("Il link è qui", in_reply_to=other.remote_id)
    assert look(account, elsewhere, began) == Absent()
    assert look(account, Draft("Il link è qui"), began) == Absent()


# Polls


def test_a_poll_shows_its_answers_and_its_votes_are_measured(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    draft = Draft("Quale?", poll=Poll(("Rosso", "Bianco"), expires_in_s=3600, is_multiple=True))
    made = post(account, draft, "sondaggio")
    page = browse(made.url)[2]
    assert "Bianco" in page
    assert "sondaggio aperto" in page
    assert "più risposte" in page
    sandbox.order("clock", offset_s=7200)
    assert "sondaggio chiuso" in browse(made.url)[2]
    (measured,) = SANDBOX.measure(account, [made.remote_id], timeout_s=60)
    assert measured.values["poll_votes"] >= 1


def test_a_poll_is_told_from_a_post_with_the_same_words(account: Credentials) -> None:
    began = datetime.now(UTC)
    draft = Draft("Quale?", poll=Poll(("Rosso", "Bianco")))
    post(account, Draft("Quale?"), "senza")
    assert not isinstance(look(account, draft, began), Found)
    made = post(account, draft, "con")
    assert look(account, draft, began) == Found(made)


@pytest.mark.parametrize(
    "poll",
    [
        Poll(("solo",)),
        Poll(tuple("abcde")),
        Poll(("a", "a")),
        Poll(("a", "")),
        Poll(("a" * 51, "b")),
        Poll(("a", "b"), expires_in_s=299),
        Poll(("a", "b"), expires_in_s=2_629_747),
    ],
)
def test_a_poll_that_cannot_be_is_refused(account: Credentials, poll: Poll) -> None:
    with pytest.raises(NetworkError) as caught:
        post(account, Draft("Quale?", poll=poll), f"{poll}")
    assert caught.value.kind is ErrorKind.CONTENT_REJECTED


# Videos


def prepared(account: Credentials, sandbox: SandboxProcess, draft: Draft) -> dict[str, Any]:
    first = SANDBOX.prepare(account, draft, state={}, timeout_s=60)
    assert (first.is_ready, first.next_check_s) == (False, 2.0)
    sandbox.order("clock", offset_s=5)
    then = SANDBOX.prepare(account, draft, state=first.refs, timeout_s=60)
    assert then.is_ready
    return dict(then.refs)


def test_a_video_is_worked_on_before_it_can_be_posted_and_then_plays(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    draft = Draft("Il torchio", media=(film("Il <torchio>"),))
    early = SANDBOX.prepare(account, draft, state={}, timeout_s=60)
    with pytest.raises(NetworkError) as caught:
        post(account, draft, "presto", {"0": {**early.refs["0"], "is_ready": True}})
    assert (caught.value.kind, caught.value.code) == (ErrorKind.TRANSIENT, "media_not_ready")
    made = post(account, draft, "video", prepared(account, sandbox, draft))
    page = browse(made.url)[2]
    source = re.search(r'<video controls preload="metadata" src="(/media/\d+)"', page)
    assert source
    assert 'aria-label="Il &lt;torchio&gt;"' in page
    ask = urllib.request.Request(sandbox.origin + source[1], headers={"range": "bytes=4-11"})
    with urllib.request.urlopen(ask) as answer:
        assert (answer.status, answer.read()) == (206, b"ftypmp42")
        assert answer.headers["content-range"] == f"bytes 4-11/{len(FILM)}"
    beyond = urllib.request.Request(sandbox.origin + source[1], headers={"range": "bytes=999999-"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(beyond)
    assert refused.value.code == 416


def test_a_video_stands_alone(account: Credentials, sandbox: SandboxProcess) -> None:
    draft = Draft("x", media=(film(), film()))
    refs: dict[str, Any] = {}
    sandbox.order("processing", seconds=0)
    for at in range(1, 5):
        refs = dict(SANDBOX.prepare(account, draft, state=refs, timeout_s=60).refs)
        sandbox.order("clock", offset_s=5 * at)
    with pytest.raises(NetworkError) as caught:
        post(account, draft, "due", refs)
    assert caught.value.kind is ErrorKind.CONTENT_REJECTED


@pytest.mark.parametrize(
    ("match", "order", "kind"),
    [
        ("POST /api/v2/media", {"kind": "rate_limit", "seconds": 9}, ErrorKind.RATE_LIMITED),
        ("POST /api/v2/media", {"kind": "reset_before"}, ErrorKind.TRANSIENT),
        ("POST /api/v2/media", {"kind": "html_after"}, ErrorKind.PROVIDER_CHANGED),
        ("POST /api/v2/media", {"kind": "token_death"}, ErrorKind.AUTH_EXPIRED),
        ("GET /api/v1/media", {"kind": "html_before"}, ErrorKind.PROVIDER_CHANGED),
        ("GET /api/v1/media", {"kind": "cut_after"}, ErrorKind.TRANSIENT),
        ("GET /api/v1/media", {"kind": "invalid"}, ErrorKind.CONTENT_REJECTED),
        ("GET /api/v1/media", {"kind": "error_before"}, ErrorKind.TRANSIENT),
    ],
)
def test_a_fault_of_an_upload_is_read_right_and_the_upload_goes_on(
    account: Credentials, sandbox: SandboxProcess, match: str, order: Any, kind: ErrorKind
) -> None:
    draft = Draft("Il torchio", media=(film(),))
    sandbox.order("faults", match=match, account_id=account.account_id, **order)
    refs: dict[str, Any] = {}
    if match.startswith("GET"):
        refs = dict(SANDBOX.prepare(account, draft, state=refs, timeout_s=60).refs)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.prepare(account, draft, state=refs, timeout_s=2)
    assert caught.value.kind is kind
    if order["kind"] != "token_death":
        again = SANDBOX.prepare(account, draft, state=refs, timeout_s=60)
        assert again.refs["0"]["id"]


# Links


def test_a_link_has_a_card_unless_there_is_a_picture(account: Credentials) -> None:
    made = post(account, Draft("Leggi https://example.com/la-potatura.html?a=1"), "link")
    page = browse(made.url)[2]
    assert '<a class="link" href="https://example.com/la-potatura.html?a=1"' in page
    assert "<b>La potatura</b>" in page
    bare = post(account, Draft("Leggi https://example.com"), "bare")
    assert "<b>example.com</b>" in browse(bare.url)[2]


# Faults by channel


def test_random_faults_are_the_same_for_a_channel_whatever_others_do(
    sandbox: SandboxProcess,
) -> None:
    made = sandbox.order("accounts", n=3, quiet=True)
    mine, other, calm = (
        Credentials(sandbox.origin, one["id"], Secret(one["token"])) for one in made
    )

    def outcomes(noise: bool) -> list[str]:
        found = []
        for whose in (mine, other):
            sandbox.order("rates", rates={"error_before": 0.5}, seed=7, account_id=whose.account_id)
        for n in range(16):
            if noise:
                attempt(other, f"rumore {n}")
            found.append(attempt(mine, f"prova {n} {noise}"))
        return found

    def attempt(who: Credentials, text: str) -> str:
        try:
            post(who, Draft(text), text)
        except NetworkError as error:
            return error.kind.value
        return "out"

    quiet, noisy = outcomes(noise=False), outcomes(noise=True)
    assert quiet == noisy
    assert set(quiet) == {"out", "unknown_outcome"}
    assert {attempt(calm, f"calma {n}") for n in range(8)} == {"out"}


def test_lag_and_processing_may_be_of_one_channel(sandbox: SandboxProcess) -> None:
    made = sandbox.order("accounts", n=2)
    late, prompt = (Credentials(sandbox.origin, one["id"], Secret(one["token"])) for one in made)
    sandbox.order("lag", seconds=60, account_id=late.account_id)
    began = datetime.now(UTC)
    for who in (late, prompt):
        post(who, Draft("visto?"), "k")
    assert look(late, Draft("visto?"), began) == Absent()
    assert isinstance(look(prompt, Draft("visto?"), began), Found)
