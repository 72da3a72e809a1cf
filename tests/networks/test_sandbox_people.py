"""The people of the sandbox: they react, follow and write, and its pages show it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from networks.sandbox import reactions
from networks.sandbox.process import SandboxProcess
from networks.sandbox.words import told
from networks.types import Credentials, Draft, Secret
from tests.networks.sandbox_visits import SANDBOX, browse


def test_people_react_within_half_a_minute_and_never_take_it_back(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    posts = [
        SANDBOX.commit(account, Draft(f"prova {n}"), key=str(n), refs={}, timeout_s=60)
        for n in range(6)
    ]
    ids = [post.remote_id for post in posts]
    seen: list[int] = []
    for age in (0, 15, 30, 3600, 86_400):
        sandbox.order("clock", offset_s=age)
        seen.append(
            sum(sum(one.values.values()) for one in SANDBOX.measure(account, ids, timeout_s=60))
        )
        if age == 30:
            assert all(
                one.values["likes"] >= 2 for one in SANDBOX.measure(account, ids, timeout_s=60)
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
    post = SANDBOX.commit(quiet, Draft("x"), key="q", refs={}, timeout_s=60)
    sandbox.order("clock", offset_s=86_400)
    assert dict(SANDBOX.measure(quiet, [post.remote_id], timeout_s=60)[0].values) == {
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
        sandbox.order("clock", at=day)
        found = {
            one.remote_id: [one.values[name] for name in ("likes", "shares", "comments")]
            for one in SANDBOX.measure(own, ids, timeout_s=60)
        }
        assert found == {id_: told["statuses"][id_][at] for id_ in ids}
        profile = SANDBOX.measure_profile(own, timeout_s=60)
        assert profile.values["followers"] == told["accounts"][made["id"]][at]
    sandbox.order("clear")

    assert told["accounts"][made["id"]][0] == int(900 * (1 + 0.01 * (31 + 10 / 24)))
    assert told["statuses"][ids[1]][-1][0] > 2 * told["statuses"][ids[0]][-1][0]


def test_cursors_miss_nothing(account: Credentials, sandbox: SandboxProcess) -> None:
    for n in range(12):
        SANDBOX.commit(account, Draft(f"post {n}"), key=f"c{n}", refs={}, timeout_s=60)
    seen: list[str] = []
    cursor = None
    for age in (0, 20, 40, 3600, 7200, 86_400):
        sandbox.order("clock", offset_s=age)
        page = SANDBOX.notifications(account, cursor=cursor, timeout_s=60)
        seen += [item.remote_id for item in page.items]
        cursor = page.cursor
    everything = SANDBOX.notifications(account, cursor=None, timeout_s=60)
    assert seen
    assert len(seen) == len(set(seen))
    assert {item.remote_id for item in everything.items} == set(seen)


def test_searching_and_trends_find_what_people_said(account: Credentials) -> None:
    found = SANDBOX.search(account, "rosmarino", cursor=None, timeout_s=60)
    assert any("api" in one.text for one in found.items)
    assert SANDBOX.search(account, "#valdoppia", cursor=None, timeout_s=60).items
    assert SANDBOX.trends(account, timeout_s=60)[0].name.startswith("#")


def test_pages_escape_everything_and_forbid_scripts(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    evil = '<script>alert(1)</script> "\'><img src=x onerror=alert(1)> https://example.com/"onmouseover=alert(1) #<b> @<i>'
    post = SANDBOX.commit(account, Draft(evil, spoiler="<u>"), key="xss", refs={}, timeout_s=60)
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
    post = SANDBOX.commit(account, Draft("Si pota."), key="words", refs={}, timeout_s=60)
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
