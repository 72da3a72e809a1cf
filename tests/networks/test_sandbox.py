"""The whole loop against the real sandbox process, with the real connector; and what the sandbox itself promises."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from networks import oauth2, registry
from networks.errors import ErrorKind, NetworkError
from networks.sandbox import process, reactions
from networks.sandbox.process import SandboxProcess
from networks.sandbox.words import told
from networks.types import (
    Absent,
    AppRegistration,
    Credentials,
    Draft,
    Found,
    IncomingKind,
    Media,
    Poll,
    Secret,
)

BACK = "http://localhost:8000/connect/return/"
SANDBOX = registry.connector("sandbox")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def browse(
    url: str, form: dict[str, str] | None = None, language: str = "it"
) -> tuple[int, dict[str, str], str]:
    """What a browser would get, without following redirects."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, {"accept-language": language})
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return (
                answer.status,
                {k.lower(): v for k, v in answer.headers.items()},
                answer.read().decode(),
            )
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()


def authorise(page: str, username: str) -> dict[str, str]:
    """Fill in the page's form as a person would."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    return {
        **{name: value.replace("&amp;", "&") for name, value in hidden.items()},
        "new_username": username,
        "decision": "authorise",
    }


def connect(sandbox: SandboxProcess, username: str) -> tuple[AppRegistration, Credentials]:
    host = SANDBOX.normalise_host("")
    app = SANDBOX.register_app(host, redirect_uri=BACK, timeout_s=5)
    journey = oauth2.begin(BACK)
    there = SANDBOX.authorization(
        app, redirect_uri=BACK, state=journey.state, code_verifier=journey.code_verifier
    )
    status, headers, page = browse(there.url)
    assert status == 200
    assert "form-action 'self' http://localhost:8000" in headers["content-security-policy"]
    status, headers, _ = browse(f"{host}/oauth/authorize", authorise(page, username))
    assert status == 303
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(headers["location"]).query)
    assert back["state"] == [journey.state]
    credentials = SANDBOX.exchange(
        app,
        code=back["code"][0],
        code_verifier=journey.code_verifier,
        redirect_uri=BACK,
        timeout_s=5,
    )
    with pytest.raises(NetworkError) as caught:
        SANDBOX.exchange(
            app,
            code=back["code"][0],
            code_verifier=journey.code_verifier,
            redirect_uri=BACK,
            timeout_s=5,
        )
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
    return app, credentials


def test_the_whole_loop_from_joining_to_leaving(sandbox: SandboxProcess) -> None:
    app, credentials = connect(sandbox, "trecorvi")
    who = SANDBOX.profile(credentials, timeout_s=5)
    assert who.handle == "@trecorvi@127.0.0.1"
    assert all(ability.is_granted for ability in SANDBOX.abilities(credentials, timeout_s=5))
    assert SANDBOX.limits_of(credentials.host, timeout_s=5).max_chars == 500

    draft = Draft("Domenica apriamo alle 10. https://example.com/visite #vigna", language="it")
    began = datetime.now(UTC)
    first = SANDBOX.commit(credentials, draft, key="loop-1", refs={}, timeout_s=5)
    again = SANDBOX.commit(credentials, draft, key="loop-1", refs={}, timeout_s=5)
    assert first == again
    lines = [line for line in sandbox.ask("ledger") if line["key"] == "loop-1"]
    assert [line["is_replay"] for line in lines] == [False, True]
    verdict = SANDBOX.verify(
        credentials, draft, first_sent_at=began, known_remote_ids=frozenset(), timeout_s=5
    )
    assert verdict == Found(first)

    sandbox.order("clock", offset_s=86_400)
    (measured,) = SANDBOX.measure(credentials, [first.remote_id], timeout_s=5)
    assert measured.values["likes"] >= 2
    assert SANDBOX.measure_profile(credentials, timeout_s=5).values["followers"] > 0

    comments = [
        one
        for one in SANDBOX.notifications(credentials, cursor=None, timeout_s=5).items
        if one.parent_id == first.remote_id
    ]
    thread = SANDBOX.thread(credentials, first.remote_id, timeout_s=5)
    assert len(thread.items) == len(comments) == measured.values["comments"]

    answer = Draft("Grazie a tutti", in_reply_to=first.remote_id)
    if comments:
        assert comments[0].kind is IncomingKind.COMMENT
        answer = SANDBOX.address(comments[0], "Ci vediamo domenica", language="it")
        SANDBOX.like(credentials, comments[0].remote_id, timeout_s=5)
    reply = SANDBOX.reply(credentials, answer, key="loop-2", timeout_s=5)
    assert reply.remote_id in {
        one.remote_id
        for one in SANDBOX.thread(credentials, first.remote_id, timeout_s=5).items
        if one.is_own
    }

    SANDBOX.amend(
        credentials, first.remote_id, Draft("Domenica apriamo alle 11."), refs={}, timeout_s=5
    )
    _, _, page = browse(first.url)
    assert "alle 11" in page
    SANDBOX.remove(credentials, first.remote_id, timeout_s=5)
    SANDBOX.remove(credentials, first.remote_id, timeout_s=5)
    assert SANDBOX.measure(credentials, [first.remote_id], timeout_s=5) == []
    assert browse(first.url)[0] == 404

    SANDBOX.revoke(app, credentials, timeout_s=5)
    SANDBOX.revoke(app, credentials, timeout_s=5)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.profile(credentials, timeout_s=5)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED


def test_a_wrong_verifier_gets_no_token(sandbox: SandboxProcess) -> None:
    host = SANDBOX.normalise_host("")
    app = SANDBOX.register_app(host, redirect_uri=BACK, timeout_s=5)
    journey = oauth2.begin(BACK)
    there = SANDBOX.authorization(
        app, redirect_uri=BACK, state=journey.state, code_verifier=journey.code_verifier
    )
    _, headers, _ = browse(f"{host}/oauth/authorize", authorise(browse(there.url)[2], "marta"))
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(headers["location"]).query)["code"][0]
    with pytest.raises(NetworkError) as caught:
        SANDBOX.exchange(app, code=code, code_verifier="x" * 43, redirect_uri=BACK, timeout_s=5)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.AUTH_EXPIRED, "invalid_grant")


def test_the_page_refuses_an_address_that_was_not_registered(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=5)
    url = f"{sandbox.origin}/oauth/authorize?client_id={app.client_id}&response_type=code&redirect_uri=https://evil.example/"
    status, headers, page = browse(url)
    assert status == 400
    assert "evil.example" not in headers["content-security-policy"] + page


def test_refusing_goes_back_with_the_refusal(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=5)
    there = SANDBOX.authorization(app, redirect_uri=BACK, state="s-1", code_verifier="v" * 43)
    form = {**authorise(browse(there.url)[2], ""), "decision": "refuse"}
    assert (
        browse(f"{sandbox.origin}/oauth/authorize", form)[1]["location"]
        == f"{BACK}?error=access_denied&state=s-1"
    )


def test_the_page_speaks_italian_and_english(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=5)
    there = SANDBOX.authorization(app, redirect_uri=BACK, state="s", code_verifier="v" * 43)
    assert '<html lang="it">' in (italian := browse(there.url, language="it-IT,it;q=0.9")[2])
    assert "Autorizza" in italian
    assert "Authorise" in browse(there.url, language="en-GB")[2]


@pytest.mark.parametrize("kind", ["error_after", "cut_after", "html_after", "reset_after"])
def test_a_lost_answer_is_found_by_reading_back(
    account: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    draft = Draft(f"Sei gradi alle sei ({kind})")
    began = datetime.now(UTC)
    sandbox.order("faults", kind=kind)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=5)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    verdict = SANDBOX.verify(
        account, draft, first_sent_at=began, known_remote_ids=frozenset(), timeout_s=5
    )
    assert isinstance(verdict, Found)
    again = SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=5)
    assert again == verdict.published


@pytest.mark.parametrize("kind", ["error_before", "cut_before", "html_before", "reset_before"])
def test_an_answer_that_lies_about_nothing_is_absent(
    account: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    draft = Draft(f"Sei gradi alle sei ({kind})")
    sandbox.order("faults", kind=kind)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=5)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    verdict = SANDBOX.verify(
        account, draft, first_sent_at=datetime.now(UTC), known_remote_ids=frozenset(), timeout_s=5
    )
    assert verdict == Absent()


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ({"kind": "rate_limit", "seconds": 7}, ErrorKind.RATE_LIMITED),
        ({"kind": "forbidden"}, ErrorKind.ACCOUNT_RESTRICTED),
        ({"kind": "invalid"}, ErrorKind.CONTENT_REJECTED),
        ({"kind": "slow", "seconds": 2}, ErrorKind.UNKNOWN_OUTCOME),
        ({"kind": "drip", "seconds": 5}, ErrorKind.UNKNOWN_OUTCOME),
        ({"kind": "token_death"}, ErrorKind.AUTH_EXPIRED),
    ],
)
def test_a_fault_is_met_once_and_read_right(
    account: Credentials, sandbox: SandboxProcess, order: dict[str, Any], kind: ErrorKind
) -> None:
    sandbox.order("faults", account_id=account.account_id, **order)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, Draft("x"), key="k", refs={}, timeout_s=0.5)
    assert caught.value.kind is kind
    assert caught.value.retry_at_s == (7.0 if kind is ErrorKind.RATE_LIMITED else None)
    if order["kind"] != "token_death":
        SANDBOX.commit(account, Draft("x"), key="k", refs={}, timeout_s=5)


def test_lag_hides_a_new_post_from_reading_back(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    sandbox.order("lag", seconds=60)
    began = datetime.now(UTC)
    SANDBOX.commit(account, Draft("nascosto"), key="lag", refs={}, timeout_s=5)
    look: dict[str, Any] = {"first_sent_at": began, "known_remote_ids": frozenset(), "timeout_s": 5}
    assert SANDBOX.verify(account, Draft("nascosto"), **look) == Absent()
    sandbox.order("clock", offset_s=61)
    assert isinstance(SANDBOX.verify(account, Draft("nascosto"), **look), Found)


def test_a_key_is_forgotten_after_an_hour(account: Credentials, sandbox: SandboxProcess) -> None:
    first = SANDBOX.commit(account, Draft("x"), key="hour", refs={}, timeout_s=5)
    sandbox.order("clock", offset_s=3601)
    assert SANDBOX.commit(account, Draft("x"), key="hour", refs={}, timeout_s=5) != first


def test_media_go_up_are_processed_and_shown(account: Credentials, sandbox: SandboxProcess) -> None:
    sandbox.order("processing", seconds=30)
    media = Media("ab" * 32, "image/png", 1, 1, "Un <punto>", lambda: io.BytesIO(PNG), len(PNG))
    draft = Draft("Ecco", media=(media,))
    prepared = SANDBOX.prepare(account, draft, state={}, timeout_s=5)
    assert not prepared.is_ready
    sandbox.order("clock", offset_s=31)
    prepared = SANDBOX.prepare(account, draft, state=prepared.refs, timeout_s=5)
    assert prepared.is_ready
    published = SANDBOX.commit(account, draft, key="m", refs=prepared.refs, timeout_s=5)
    page = browse(published.url)[2]
    assert 'alt="Un &lt;punto&gt;"' in page
    picture = re.search(r'src="(/media/\d+)"', page)
    assert picture
    with urllib.request.urlopen(sandbox.origin + picture.group(1)) as answer:
        assert answer.read() == PNG


def test_a_poll_is_kept(account: Credentials) -> None:
    published = SANDBOX.commit(
        account, Draft("Quale?", poll=Poll(("Rosso", "Bianco"))), key="p", refs={}, timeout_s=5
    )
    assert "Bianco" in browse(published.url)[2]


@pytest.mark.parametrize("text", ["", "a" * 501])
def test_what_mastodon_would_refuse_is_refused(account: Credentials, text: str) -> None:
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, Draft(text), key=f"no{len(text)}", refs={}, timeout_s=5)
    assert caught.value.kind is ErrorKind.CONTENT_REJECTED


def test_people_react_within_half_a_minute_and_never_take_it_back(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    posts = [
        SANDBOX.commit(account, Draft(f"prova {n}"), key=str(n), refs={}, timeout_s=5)
        for n in range(6)
    ]
    ids = [post.remote_id for post in posts]
    seen: list[int] = []
    for age in (0, 15, 30, 3600, 86_400):
        sandbox.order("clock", offset_s=age)
        seen.append(
            sum(sum(one.values.values()) for one in SANDBOX.measure(account, ids, timeout_s=5))
        )
        if age == 30:
            assert all(
                one.values["likes"] >= 2 for one in SANDBOX.measure(account, ids, timeout_s=5)
            )
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] > seen[2] > 0


def test_reactions_are_the_same_for_the_same_seed() -> None:
    assert reactions.plan(41, "1", 500, False) == reactions.plan(41, "1", 500, False)
    assert reactions.plan(41, "1", 500, False) != reactions.plan(42, "1", 500, False)


def test_followers_grow_slowly() -> None:
    days = [reactions.followers(41, "7", day * 86_400) for day in range(90)]
    assert days == sorted(days)
    assert days[0] < days[-1] < 2 * days[0]


def test_a_quiet_account_is_left_alone(sandbox: SandboxProcess) -> None:
    made = sandbox.order("accounts", n=1, quiet=True)[0]
    quiet = Credentials(sandbox.origin, made["id"], Secret(made["token"]))
    post = SANDBOX.commit(quiet, Draft("x"), key="q", refs={}, timeout_s=5)
    sandbox.order("clock", offset_s=86_400)
    assert dict(SANDBOX.measure(quiet, [post.remote_id], timeout_s=5)[0].values) == {
        "likes": 0,
        "shares": 0,
        "comments": 0,
        "quotes": 0,
    }


def test_the_figures_of_any_day_are_those_a_measuring_finds_then(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    """What the demo writes as its past is what the real measuring would have read on each of those days."""
    (made,) = sandbox.order(
        "accounts",
        usernames=["figures"],
        profiles={"figures": {"followers": 900, "growth": 0.01, "name": "Figures"}},
        born_at="2026-01-01T00:00:00+00:00",
    )
    own = Credentials(sandbox.origin, made["id"], Secret(made["token"]))
    statuses = sandbox.order(
        "backdate",
        statuses=[
            {"account_id": made["id"], "text": "x", "created_at": "2026-02-01T10:00:00+00:00", "fame": f}
            for f in (1, 3)
        ],
    )  # fmt: skip
    ids = [one["id"] for one in statuses]
    days = ["2026-02-01T10:00:00+00:00", "2026-02-01T12:00:00+00:00", "2026-02-20T10:00:00+00:00"]
    told = sandbox.order("figures", statuses=dict.fromkeys(ids, days), accounts={made["id"]: days})
    for at, day in enumerate(days):
        offset = (datetime.fromisoformat(day) - datetime.now(UTC)).total_seconds()
        sandbox.order("clock", offset_s=offset)
        found = {
            one.remote_id: [one.values[name] for name in ("likes", "shares", "comments")]
            for one in SANDBOX.measure(own, ids, timeout_s=5)
        }
        assert found == {id_: told["statuses"][id_][at] for id_ in ids}
        profile = SANDBOX.measure_profile(own, timeout_s=5)
        assert profile.values["followers"] == told["accounts"][made["id"]][at]
    sandbox.order("clear")

    assert told["accounts"][made["id"]][0] == int(900 * (1 + 0.01 * (31 + 10 / 24)))
    assert told["statuses"][ids[1]][-1][0] > 2 * told["statuses"][ids[0]][-1][0]


def test_a_forgotten_account_leaves_nothing_in_memory_or_on_disk(tmp_path: Path) -> None:
    first = process.start(db=tmp_path / "n.sqlite3")
    gone, stays = first.order("accounts", usernames=["sparisce", "rimane"])
    for made, words in ((gone, "parole che spariscono"), (stays, "parole che rimangono")):
        at = "2026-03-02T09:00:00+00:00"
        row = {"account_id": made["id"], "text": words, "created_at": at}
        first.order("backdate", statuses=[row])
    first.order(
        "attachments",
        files=[{"account_id": gone["id"], "mime": "image/png", "body": "c3BhcmlzY2U="}],
    )
    assert "spariscono" in browse(f"{first.origin}/@sparisce")[2]
    assert first.order("forget", usernames=["sparisce", "nessuno"]) == {"n": 1}

    assert browse(f"{first.origin}/@sparisce")[0] == 404
    first.stop()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"rimangono" in kept
    assert b"sparisc" not in kept
    assert gone["token"].encode() not in kept
    second = process.start(db=tmp_path / "n.sqlite3")
    try:
        assert browse(f"{second.origin}/@sparisce")[0] == 404
        assert "parole che rimangono" in browse(f"{second.origin}/@rimane")[2]
    finally:
        second.stop()


def test_the_past_can_be_written(account: Credentials, sandbox: SandboxProcess) -> None:
    past = datetime.now(UTC) - timedelta(days=30)
    rows = [
        {"account_id": account.account_id, "text": "un mese fa", "created_at": past.isoformat()}
    ]
    (made,) = sandbox.order("backdate", statuses=rows)
    (measured,) = SANDBOX.measure(account, [made["id"]], timeout_s=5)
    assert measured.values["likes"] >= 2
    assert datetime.fromisoformat(made["created_at"]).date() == past.date()


def test_cursors_miss_nothing(account: Credentials, sandbox: SandboxProcess) -> None:
    for n in range(12):
        SANDBOX.commit(account, Draft(f"post {n}"), key=f"c{n}", refs={}, timeout_s=5)
    seen: list[str] = []
    cursor = None
    for age in (0, 20, 40, 3600, 7200, 86_400):
        sandbox.order("clock", offset_s=age)
        page = SANDBOX.notifications(account, cursor=cursor, timeout_s=5)
        seen += [item.remote_id for item in page.items]
        cursor = page.cursor
    everything = SANDBOX.notifications(account, cursor=None, timeout_s=5)
    assert seen
    assert len(seen) == len(set(seen))
    assert {item.remote_id for item in everything.items} == set(seen)


def test_searching_and_trends_find_what_people_said(account: Credentials) -> None:
    found = SANDBOX.search(account, "rosmarino", cursor=None, timeout_s=5)
    assert any("api" in one.text for one in found.items)
    assert SANDBOX.search(account, "#valdoppia", cursor=None, timeout_s=5).items
    assert SANDBOX.trends(account, timeout_s=5)[0].name.startswith("#")


def test_pages_escape_everything_and_forbid_scripts(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    evil = '<script>alert(1)</script> "\'><img src=x onerror=alert(1)> https://example.com/"onmouseover=alert(1) #<b> @<i>'
    post = SANDBOX.commit(account, Draft(evil, spoiler="<u>"), key="xss", refs={}, timeout_s=5)
    for url in (sandbox.origin, post.url, post.url.rpartition("/")[0]):
        status, headers, page = browse(url)
        assert status == 200
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "<script" not in page
        assert "<img src=x" not in page
        assert 'href="https://example.com/"onmouseover' not in page


def test_the_page_of_a_post_has_a_heading_and_tells_its_age_in_words(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    post = SANDBOX.commit(account, Draft("Si pota."), key="words", refs={}, timeout_s=5)
    _, _, page = browse(post.url)
    assert page.count("<h1>Post di ") == 1
    assert " fa</time>" in page
    assert "UTC" not in page


@pytest.mark.parametrize(
    ("ago_s", "italian", "english"),
    [
        (180, "3 minuti fa", "3 minutes ago"),
        (5 * 3600, "5 ore fa", "5 hours ago"),
        (40 * 86_400, "17 ottobre 2026", "17 October 2026"),
    ],
)
def test_the_sandbox_tells_how_long_ago(ago_s: int, italian: str, english: str) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC).timestamp()
    assert told(now - ago_s, now, "it") == italian
    assert told(now - ago_s, now, "en") == english


def test_the_control_needs_json_and_an_invitation(sandbox: SandboxProcess, tmp_path: Path) -> None:
    assert browse(f"{sandbox.origin}/sandbox/clear", {})[0] == 415
    plain = process.start(db=tmp_path / "plain.sqlite3", has_control=False)
    try:
        assert browse(f"{plain.origin}/sandbox/ledger")[0] == 404
        assert browse(plain.origin)[0] == 200
    finally:
        plain.stop()


def test_what_was_posted_survives_a_restart(tmp_path: Path) -> None:
    first = process.start(db=tmp_path / "n.sqlite3")
    made = first.order("accounts", usernames=["resta"])[0]
    first.order(
        "backdate",
        statuses=[
            {
                "account_id": made["id"],
                "text": "resta qui",
                "created_at": "2026-03-02T09:00:00+00:00",
            }
        ],
    )
    first.stop()
    second = process.start(db=tmp_path / "n.sqlite3")
    try:
        assert "resta qui" in browse(f"{second.origin}/@resta")[2]
        assert [line["account_id"] for line in second.ask("ledger")] == [made["id"]]
    finally:
        second.stop()
