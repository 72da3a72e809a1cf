"""The Mastodon connector against recorded answers: the contract of all connectors, then what is Mastodon's own."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from networks import roles
from networks.errors import ErrorKind, HostError, HostProblem, NetworkError
from networks.mastodon import media
from networks.mastodon.connector import MASTODON, SANDBOX
from networks.mastodon.markup import line_of, text_of
from networks.mastodon.parse import refine
from networks.types import (
    Absent,
    Credentials,
    Draft,
    Found,
    IncomingKind,
    Media,
    Poll,
    Secret,
    Undecided,
)
from tests.networks import contract
from tests.networks.peers import Peer, Script, answers

RECORDED = Path(__file__).parent / "mastodon"
SENT_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Start = Callable[[Script], Peer]


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text("utf-8"))


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()


class TestContract(contract.Contract):
    slug = "mastodon"

    def published_answer(self) -> bytes:
        return (RECORDED / "status.json").read_bytes()

    def host_answer(self, request: bytes) -> bytes:
        return (RECORDED / "account_statuses.json").read_bytes()

    def parent_id(self) -> str:
        return "114093100"


class TestContractOfTheSandbox(TestContract):
    slug = "sandbox"


def me(host: str, **more: Any) -> Credentials:
    return Credentials(host, "109", Secret("canary-token"), **more)


def plays(table: dict[str, Any], status: str = "200 OK") -> Script:
    """Answer by the beginning of the request line; anything else is a 404."""

    def play(connection: Any, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode()
        for start, body in table.items():
            if line.startswith(start):
                answers(raw(body), status=status)(connection, request)
                return
        answers(b'{"error":"Record not found"}', status="404 Not Found")(connection, request)

    return play


def sent(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


def test_mastodon_has_every_role() -> None:
    for role in contract.ROLES:
        assert isinstance(MASTODON, role), role.__name__


def test_a_role_is_more_than_a_name() -> None:
    assert not isinstance(object(), roles.Publishes)


# Publishing


def test_a_commit_sends_everything_as_json_with_its_key(peer: Start) -> None:
    double = peer(answers(raw(recorded("status"))))
    poll = Poll(("Rosso", "Bianco"), expires_in_s=3600, is_multiple=True, hides_totals=True)
    draft = Draft(
        "Quale?", language="it", visibility="unlisted", spoiler="vino", poll=poll, in_reply_to="77"
    )
    MASTODON.commit(me(double.origin), draft, key="delivery-1", refs={}, timeout_s=5)
    (request,) = double.requests
    head = request.partition(b"\r\n\r\n")[0].lower()
    assert request.startswith(b"POST /api/v1/statuses HTTP/1.1\r\n")
    assert b"idempotency-key: delivery-1" in head
    assert b"content-type: application/json" in head
    assert b"authorization: bearer canary-token" in head
    assert sent(request) == {
        "status": "Quale?", "language": "it", "visibility": "unlisted", "spoiler_text": "vino", "sensitive": True,
        "poll": {"options": ["Rosso", "Bianco"], "expires_in": 3600, "multiple": True, "hide_totals": True},
        "in_reply_to_id": "77",
    }  # fmt: skip


def test_media_are_uploaded_one_a_call_and_awaited(peer: Start) -> None:
    looks: list[str] = []

    def play(connection: Any, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode()
        looks.append(line)
        body = raw(recorded("media_processing"))
        if line.startswith("POST"):
            answers(body, status="202 Accepted")(connection, request)
        else:
            answers(body, status="206 Partial Content" if len(looks) < 3 else "200 OK")(
                connection, request
            )

    double = peer(play)
    picture = b"\xff\xd8jpeg" * 5000
    photo = Media(
        hashlib.sha256(picture).hexdigest(),
        "image/jpeg",
        10,
        10,
        "La vigna",
        lambda: io.BytesIO(picture),
        len(picture),
    )
    draft = Draft("x", media=(photo,))
    state: dict[str, Any] = {}
    seen = []
    for _ in range(3):
        prepared = MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=5)
        state = json.loads(json.dumps(prepared.refs))
        seen.append((prepared.is_ready, prepared.next_check_s))
    assert seen == [(False, 2.0), (False, 2.0), (True, None)]
    assert [line.split()[0] for line in looks] == ["POST", "GET", "GET"]
    assert picture in double.requests[0]
    assert b"La vigna" in double.requests[0]
    assert MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=5).is_ready
    assert len(looks) == 3


def film() -> Media:
    return Media("ab", "video/mp4", 640, 360, "", lambda: io.BytesIO(b"ftyp"), 4, 8.0)


def test_looks_at_a_video_grow_rare_and_end(peer: Start) -> None:
    body = raw(recorded("media_processing"))
    double = peer(answers(body, status="206 Partial Content"))
    ref = {"sha256": "ab", "id": recorded("media_processing")["id"], "is_ready": False}
    draft, waits = Draft("x", media=(film(),)), []
    state: dict[str, Any] = {"0": ref}
    for _ in range(8):
        prepared = MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=5)
        state = json.loads(json.dumps(prepared.refs))
        waits.append(prepared.next_check_s)
    assert waits == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]
    last = {"0": {**ref, "n_looks": media.MAX_LOOKS - 1}}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), draft, state=last, timeout_s=5)
    assert caught.value.kind is ErrorKind.MEDIA_FETCH_FAILED
    assert caught.value.code == "processing_too_long"
    done = peer(answers(body))
    assert MASTODON.prepare(me(done.origin), draft, state=last, timeout_s=5).is_ready


@pytest.mark.parametrize(
    "answer",
    [{}, [], None, "x", 7, {"id": None}, {"id": True}, {"id": ""}, {"id": []}, {"id": "x" * 201}],
)
@pytest.mark.parametrize("is_uploaded", [False, True], ids=["upload", "look"])
def test_an_answer_about_a_file_that_makes_no_sense_is_never_taken_for_ready(
    peer: Start, answer: Any, is_uploaded: bool
) -> None:
    double = peer(answers(raw(answer)))
    state = {"0": {"sha256": "ab", "id": "1", "is_ready": False}} if is_uploaded else {}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=5)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


def test_a_look_that_shows_another_file_is_not_believed(peer: Start) -> None:
    double = peer(answers(b'{"id": "2"}'))
    state = {"0": {"sha256": "ab", "id": "1", "is_ready": False}}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=5)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.PROVIDER_CHANGED, "other_media")


def test_refs_of_another_make_do_not_stop_an_upload(peer: Start) -> None:
    double = peer(answers(raw(recorded("media_processing"))))
    for state in ({"0": "gone"}, {"0": {"sha256": "ab"}}, {"card": 1}):
        done = MASTODON.prepare(
            me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=5
        )
        assert done.is_ready


def test_a_text_needs_no_preparing(peer: Start) -> None:
    double = peer(answers(b"{}"))
    assert MASTODON.prepare(me(double.origin), Draft("x"), state={}, timeout_s=5).is_ready
    assert double.requests == []


def test_media_that_are_not_ready_are_never_committed(peer: Start) -> None:
    double = peer(answers(raw(recorded("status"))))
    photo = Media("ab", "image/jpeg", 1, 1, "", lambda: io.BytesIO(b"x"), 1)
    with pytest.raises(NetworkError) as caught:
        MASTODON.commit(
            me(double.origin),
            Draft("x", media=(photo,)),
            key="k",
            refs={"0": {"sha256": "ab", "id": "1", "is_ready": False}},
            timeout_s=5,
        )
    assert (caught.value.code, caught.value.was_sent) == ("media_not_ready", False)
    assert double.requests == []


@pytest.mark.parametrize(
    ("status", "error", "kind", "code"),
    [
        (401, "The access token is invalid", ErrorKind.AUTH_EXPIRED, "unauthorised"),
        (400, "The access token was revoked", ErrorKind.AUTH_EXPIRED, "unauthorised"),
        (400, "invalid_grant", ErrorKind.AUTH_EXPIRED, "invalid_grant"),
        (
            403,
            "Your login is currently disabled",
            ErrorKind.ACCOUNT_RESTRICTED,
            "account_restricted",
        ),
        (
            403,
            "This action is outside the authorized scopes",
            ErrorKind.PERMISSION_DENIED,
            "missing_scope",
        ),
        (
            422,
            "Cannot attach files that have not finished processing. Try again in a moment!",
            ErrorKind.TRANSIENT,
            "media_not_ready",
        ),
        (
            422,
            "Validation failed: Media attachments could not be found",
            ErrorKind.MEDIA_FETCH_FAILED,
            "media_gone",
        ),
        (
            422,
            "Validation failed: Text character limit of 500 exceeded",
            ErrorKind.CONTENT_REJECTED,
            "too_long",
        ),
    ],
)
def test_what_mastodon_says_decides_the_kind(
    status: int, error: str, kind: ErrorKind, code: str
) -> None:
    assert refine(status, {"error": error}) == (kind, code)


@pytest.mark.parametrize("body", [None, [], "x", {"error": 7}, {}])
def test_an_error_without_words_leaves_the_general_rule(body: Any) -> None:
    assert refine(403, body) is None


# Read-back


def read_back(
    double: Peer, draft: Draft, known: frozenset[str] = frozenset(), since: datetime = SENT_AT
) -> Any:
    return MASTODON.verify(
        me(double.origin), draft, first_sent_at=since, known_remote_ids=known, timeout_s=5
    )


def status(text: str, **more: Any) -> dict[str, Any]:
    return {**recorded("status"), "content": text, **more}


DRAFT = Draft("Sei gradi alle sei. Si pota lo stesso.")


def test_a_post_of_another_delivery_is_not_ours(peer: Start) -> None:
    double = peer(answers(raw([recorded("status")])))
    assert isinstance(read_back(double, DRAFT), Found)
    assert read_back(double, DRAFT, known=frozenset({"114093101"})) == Absent()


def test_an_answer_is_read_back_by_what_it_answers(peer: Start) -> None:
    reply = Draft(DRAFT.text, in_reply_to="77")
    for parent, verdict in (("77", Found), (77, Found), ("78", Absent), (None, Undecided)):
        shown = status(DRAFT.text, in_reply_to_id=parent)
        assert isinstance(read_back(peer(answers(raw([shown]))), reply), verdict), parent
    shown = status(DRAFT.text, in_reply_to_id="77")
    assert read_back(peer(answers(raw([shown]))), DRAFT) == Absent()


@pytest.mark.parametrize(
    ("poll", "verdict"),
    [
        ({"options": [{"title": "Rosso"}, {"title": "Bianco"}]}, Found),
        ({"options": [{"title": "Rosso"}, {"title": "Rosato"}]}, Undecided),
        ({"options": "Rosso"}, Undecided),
        ({"options": [None, 7, {"title": 7}]}, Undecided),
        ([], Undecided),
        (None, Undecided),
    ],
)
def test_a_poll_is_read_back_by_its_answers(peer: Start, poll: Any, verdict: type) -> None:
    asked = Draft(DRAFT.text, poll=Poll(("Rosso", "Bianco")))
    shown = status(DRAFT.text, poll=poll)
    assert isinstance(read_back(peer(answers(raw([shown]))), asked), verdict)


@pytest.mark.parametrize(
    ("poll", "votes"),
    [({"votes_count": 9}, 9), ({"votes_count": "9"}, None), ({}, None), ([], None), (None, None)],
)
def test_votes_are_measured_where_there_is_a_poll(peer: Start, poll: Any, votes: Any) -> None:
    shown = status("x", poll=poll)
    (measured,) = MASTODON.measure(
        me(peer(answers(raw([shown]))).origin), [shown["id"]], timeout_s=5
    )
    assert measured.values.get("poll_votes") == votes


def test_a_post_from_before_the_window_is_not_ours(peer: Start) -> None:
    double = peer(answers(raw([recorded("status")])))
    assert isinstance(read_back(double, DRAFT, since=datetime(2026, 3, 2, 9, 2, tzinfo=UTC)), Found)
    assert read_back(double, DRAFT, since=datetime(2026, 3, 2, 9, 2, 2, tzinfo=UTC)) == Absent()


def test_two_matches_are_for_a_person(peer: Start) -> None:
    double = peer(
        answers(
            raw(
                [
                    recorded("status"),
                    status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", id="5"),
                ]
            )
        )
    )
    verdict = read_back(double, DRAFT)
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "several_matches"
    assert [one.remote_id for one in verdict.candidates] == ["114093101", "5"]


@pytest.mark.parametrize(
    "other",
    [
        status("<p>Sei gradi alle sei. Si pota lo stesso!</p>"),
        status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", media_attachments=[{"id": "1"}]),
        status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", spoiler_text="attenzione"),
    ],
    ids=["words", "media", "spoiler"],
)
def test_a_near_match_is_for_a_person(peer: Start, other: dict[str, Any]) -> None:
    verdict = read_back(peer(answers(raw([other]))), DRAFT)
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "near_match"


def test_a_post_without_words_is_never_called_absent(peer: Start) -> None:
    photo = Media("ab", "image/jpeg", 1, 1, "", lambda: io.BytesIO(b"x"), 1)
    draft = Draft("", media=(photo,))
    assert read_back(peer(answers(b"[]")), draft) == Undecided("no_text")
    assert isinstance(
        read_back(peer(answers(raw([status("", media_attachments=[{"id": "1"}])]))), draft), Found
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a & b <c>\n\nd\ne", "<p>a &amp; b &lt;c&gt;</p><p>d<br />e</p>"),
        ("a\r\nb", "<p>a<br>b</p>"),
        ("ciao @ornella@altrove.example!", '<p>ciao <span class="h-card"><a href="https://altrove.example/@ornella" class="u-url mention">@<span>ornella</span></a></span>!</p>'),
        ("vedi https://example.com/una/strada?x=1#y", '<p>vedi <a href="https://example.com/una/strada?x=1#y"><span class="invisible">https://</span><span class="ellipsis">example.com/una</span><span class="invisible">/strada?x=1#y</span></a></p>'),
        ("#vigna", '<p><a href="https://social.example/tags/vigna" class="mention hashtag" rel="tag">#<span>vigna</span></a></p>'),
        ("perche\u0301", "<p>perché</p>"),
    ],
)  # fmt: skip
def test_what_mastodon_makes_of_a_text_is_recognised(peer: Start, text: str, html: str) -> None:
    assert isinstance(read_back(peer(answers(raw([status(html)]))), Draft(text)), Found)


def test_an_account_too_busy_to_be_read_to_the_window_is_undecided(peer: Start) -> None:
    page = [status("<p>altro</p>", id=str(1000 - at)) for at in range(40)]
    double = peer(answers(raw(page)))
    assert read_back(double, DRAFT) == Undecided("too_many_posts")
    assert len(double.requests) == 3


# Measuring


def test_twenty_posts_are_one_call_and_a_deleted_one_is_absent(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses?": recorded("statuses_many")}))
    ids = ["114093101", "114090000", *(str(n) for n in range(23))]
    measured = MASTODON.measure(me(double.origin), ids, timeout_s=5)
    assert len(double.requests) == 2
    assert double.requests[0].split(b" ")[1].count(b"id%5B%5D=") == 20
    assert {one.remote_id: dict(one.values) for one in measured} == {
        "114093101": {"likes": 41, "shares": 7, "comments": 3, "quotes": 1},
        "114090000": {"likes": 41, "shares": 7, "comments": 3},
    }


def test_a_server_without_the_batch_form_is_asked_one_by_one(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses/114093101 ": recorded("status")}))
    measured = MASTODON.measure(me(double.origin), ["114093101", "9"], timeout_s=5)
    assert [one.remote_id for one in measured] == ["114093101"]
    assert len(double.requests) == 3


def test_a_hidden_number_is_missing_and_not_zero(peer: Start) -> None:
    hidden = {**recorded("verify_credentials"), "followers_count": -1}
    double = peer(plays({"GET /api/v1/accounts/verify_credentials": hidden}))
    assert dict(MASTODON.measure_profile(me(double.origin), timeout_s=5).values) == {
        "following": 131,
        "n_posts": 412,
    }


# Listening and answering


def test_notifications_are_sorted_by_what_they_are(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/notifications": recorded("notifications")}))
    page = MASTODON.notifications(me(double.origin), cursor="8000", timeout_s=5)
    assert b"min_id=8000" in double.requests[0]
    assert page.cursor == "9005"
    assert {item.remote_id: item.kind for item in page.items} == {
        "114093500": IncomingKind.COMMENT,
        "114093800": IncomingKind.MESSAGE,
        "114093900": IncomingKind.MENTION,
    }
    comment = next(item for item in page.items if item.remote_id == "114093500")
    assert comment.author_handle == "@ornella@altrove.example"
    assert comment.author_name == "Ornella V."
    assert comment.text == "@trecorvi siete aperti domenica?\ne i cani?"
    assert comment.thread_id == comment.parent_id == "114093101"


def test_a_thread_is_in_order_marks_our_own_and_survives_broken_items(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses/114093101/context": recorded("context")}))
    page = MASTODON.thread(me(double.origin), "114093101", timeout_s=5)
    assert [(item.remote_id, item.is_own) for item in page.items] == [
        ("114093500", False),
        ("114093600", True),
        ("114093700", False),
    ]
    assert page.items[2].text == "grazie 😍"
    assert page.items[2].url == "https://altrove.example/users/ornella/statuses/11"


def test_a_reply_names_its_author_and_keeps_a_message_private(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/notifications": recorded("notifications")}))
    items = {
        item.kind: item
        for item in MASTODON.notifications(me(double.origin), cursor=None, timeout_s=5).items
    }
    draft = MASTODON.address(items[IncomingKind.COMMENT], "Sì, dalle 10.", language="it")
    assert (draft.text, draft.visibility, draft.in_reply_to) == (
        "@ornella@altrove.example Sì, dalle 10.",
        "public",
        "114093500",
    )
    assert (
        MASTODON.address(items[IncomingKind.MESSAGE], "Eccoci", language="it").visibility
        == "direct"
    )


def test_a_reply_without_a_parent_is_refused(peer: Start) -> None:
    with pytest.raises(ValueError, match="in_reply_to"):
        MASTODON.reply(me("https://x.example"), Draft("x"), key="k", timeout_s=5)


def test_searching_reads_an_index_and_a_tag_its_timeline(peer: Start) -> None:
    found = recorded("search")
    double = peer(
        plays({"GET /api/v2/search?": found, "GET /api/v1/timelines/tag/vigna?": found["statuses"]})
    )
    by_words = MASTODON.search(me(double.origin), "bella vigna", cursor=None, timeout_s=5)
    by_tag = MASTODON.search(me(double.origin), "#vigna", cursor="100", timeout_s=5)
    assert (
        [one.text for one in by_words.items]
        == [one.text for one in by_tag.items]
        == ["bella la vigna di @trecorvi"]
    )
    assert b"min_id=100" in double.requests[1]


def test_trends_count_by_day(peer: Start) -> None:
    trends = MASTODON.trends(
        me(peer(plays({"GET /api/v1/trends/tags": recorded("trends_tags")})).origin), timeout_s=5
    )
    assert [(one.name, one.url) for one in trends] == [
        ("#vendemmia", "https://social.example/tags/vendemmia"),
        ("#senza", ""),
    ]
    assert [(day.on.isoformat(), day.n_uses, day.n_people) for day in trends[0].days] == [
        ("2026-03-02", 120, 74),
        ("2026-03-01", 80, 51),
    ]


# After publication


def test_an_edit_leaves_visibility_and_parent_alone(peer: Start) -> None:
    double = peer(plays({"PUT /api/v1/statuses/5": recorded("status")}))
    MASTODON.amend(me(double.origin), "5", Draft("nuovo", in_reply_to="7"), refs={}, timeout_s=5)
    assert sent(double.requests[0]) == {"status": "nuovo", "language": "it", "spoiler_text": ""}


def test_removing_what_is_gone_is_no_error_and_an_id_cannot_leave_its_path(peer: Start) -> None:
    double = peer(plays({}))
    MASTODON.remove(me(double.origin), "../../oauth/revoke?x=1", timeout_s=5)
    assert double.requests[0].startswith(
        b"DELETE /api/v1/statuses/..%2F..%2Foauth%2Frevoke%3Fx%3D1 HTTP"
    )


# Joining


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://evil.example/oauth/authorize", "evil.example"),
        ("https://[evil/oauth/authorize", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_registering_refuses_a_host_that_sends_people_elsewhere(
    peer: Start, endpoint: str, host: str
) -> None:
    metadata = {**recorded("metadata"), "authorization_endpoint": endpoint}
    double = peer(
        plays(
            {
                "GET /.well-known/oauth-authorization-server": metadata,
                "POST /api/v1/apps": recorded("application"),
            }
        )
    )
    with pytest.raises(NetworkError) as caught:
        MASTODON.register_app(
            double.origin, redirect_uri="https://desk.example/connect/return/", timeout_s=5
        )
    assert (caught.value.code, caught.value.params) == (
        "foreign_endpoint",
        {"host": host},
    )
    assert not any(request.startswith(b"POST") for request in double.requests)


def test_an_older_server_has_no_metadata_and_is_fine(peer: Start) -> None:
    double = peer(plays({"POST /api/v1/apps": recorded("application")}))
    app = MASTODON.register_app(
        double.origin, redirect_uri="https://desk.example/connect/return/", timeout_s=5
    )
    assert (app.host, app.client_id, app.client_secret) == (
        double.origin,
        "cid",
        Secret("very-secret-value"),
    )
    assert "very-secret" not in repr(app)


def test_the_limits_are_those_of_the_host_or_the_usual_ones(peer: Start) -> None:
    assert (
        MASTODON.limits_of(
            peer(plays({"GET /api/v2/instance": recorded("instance")})).origin, timeout_s=5
        ).max_chars
        == 1000
    )
    assert MASTODON.limits_of(peer(plays({})).origin, timeout_s=5) == MASTODON.limits


def test_abilities_name_the_missing_permission(peer: Start) -> None:
    double = peer(
        plays({"GET /api/v1/accounts/verify_credentials": recorded("verify_credentials")})
    )
    abilities = MASTODON.abilities(
        me(double.origin, scopes=frozenset({"read", "write:statuses"})), timeout_s=5
    )
    assert {one.name: one.missing_scope for one in abilities if not one.is_granted} == {
        "publish_media": "write:media",
        "like": "write:favourites",
    }


def test_a_profile_shows_handle_with_host(peer: Start) -> None:
    double = peer(
        plays({"GET /api/v1/accounts/verify_credentials": recorded("verify_credentials")})
    )
    who = MASTODON.profile(me(double.origin), timeout_s=5)
    assert (who.handle, who.name, who.n_followers) == (
        "@trecorvi@127.0.0.1",
        "Tenuta Trecorvi 🍇",
        1284,
    )


def test_only_the_sandbox_has_a_host_of_its_own(peer: Start) -> None:
    double = peer(answers(b"{}"))
    assert not SANDBOX.needs_host
    assert SANDBOX.normalise_host("mastodon.social") == double.origin
    with pytest.raises(HostError) as caught:
        MASTODON.normalise_host(double.origin)
    assert caught.value.kind in (HostProblem.PRIVATE, HostProblem.PORT)


def test_the_sandbox_without_an_address_says_so() -> None:
    with pytest.raises(HostError) as caught:
        SANDBOX.normalise_host("")
    assert caught.value.kind is HostProblem.NOT_CONFIGURED


# Hostile HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>uno</p><p>due<br>tre</p>", "uno\n\ndue\ntre"),
        ("<script>alert(1)</script>ciao", "ciao"),
        ("<style>p{}</style><svg><text>x</text></svg>ciao<iframe src=x>y</iframe>", "ciao"),
        ("<p onclick=alert(1)>a &lt;b&gt; &amp;amp; &#x1F3EE;</p>", "a <b> &amp; 🏮"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<img src=x onerror=alert(1) alt=":lanterna:">', ":lanterna:"),
        ("<math><mi>x</mi>", ""),
        ("<p>mai chiuso", "mai chiuso"),
        ("<!-- mai chiuso <p>x</p>", ""),
        ("a <!-- via > --> b", "a  b"),
        ("3 < 4", "3 < 4"),
        ("</p></div></script>fine", "fine"),
        ("<![CDATA[x]]><!-- y --><!doctype z>ciao", "ciao"),
        ("nome\u202erotto", "nomerotto"),
        (None, ""),
        (7, ""),
    ],
)
def test_html_becomes_plain_words(html: Any, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<" * 50_000,
        "<p>" * 50_000,
        "<a b='" * 20_000,
        "&" * 100_000,
        "<![" * 10_000,
        "<!--" * 10_000,
        "<script>" * 20_000,
        "<script>x</script" * 10_000,
    ],
)
def test_no_html_breaks_the_reader(html: str) -> None:
    began = time.process_time()
    assert isinstance(text_of(html), str)
    assert time.process_time() - began < 1


def test_a_name_stays_on_its_line() -> None:
    assert line_of("a\nb\u202ec\x00\td" + "e" * 300) == "a bc d" + "e" * 194


def test_a_notification_or_a_day_without_what_it_needs_spoils_no_list(peer: Start) -> None:
    told = [{"type": "mention"}, *recorded("notifications")]
    page = MASTODON.notifications(me(peer(answers(raw(told))).origin), cursor=None, timeout_s=5)
    assert page.items
    days = [{"day": "1772323200", "uses": "80"}, {"day": "9" * 30, "uses": "1", "accounts": "1"}]
    spoiled = [{**recorded("trends_tags")[0], "history": days}]
    (trend,) = MASTODON.trends(me(peer(answers(raw(spoiled))).origin), timeout_s=5)
    assert trend.days == ()
