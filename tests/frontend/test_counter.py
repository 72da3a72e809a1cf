"""The counter in the browser and the one of the server must never disagree."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Any

import pytest

from networks.text import RULES, count
from smm.local.assets import node
from tests.frontend.places import ROOT, STATIC

VECTORS = ROOT / "tests" / "networks" / "vectors" / "text.json"
PROGRAM = f"""
import {{ count }} from {json.dumps((STATIC / "js" / "counter.js").as_uri())};
import {{ fitting }} from {json.dumps((STATIC / "js" / "overflow.js").as_uri())};
const beyond = (text, rule, limit) => {{
  const at = fitting(text, rule, (part) => count(part, rule) <= limit);
  return [text.slice(0, at), text.slice(at)];
}};
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map((each) => ANSWER(...each))));
"""
# Pieces that networks count in their own ways; a text is some of them in a row.
PIECES = [
    "ciao", " ", "\n", "\r\n", "è", "e\u0300", "Sì", "漢字", "かな", "한국", "👩‍👩‍👧‍👦", "👍🏽", "🇮🇹", "❤️", "1️⃣", "☺", "…", "—", "«», ",
    "https://tenuta.example/visite?a=1&b=2", "http://a.it", "(https://x.example/a_(b))", "https://x.example/.", "HTTPS://X.EXAMPLE",
    "https://localhost/x", "https://perché.example/à", "x@y.example", "@aldo", "@aldo@social.example", "@aldo@social.example.",
    "#potatura", "#2026", "# ", "@", "a@aldo@b", "https://", ".", ")", "!", "ﬁ", "\u200d", "\ufe0f", "\u00a0", "\U0001d538",
]  # fmt: skip


def asked(answer: str, cases: list[Any]) -> list[Any]:
    """What that function of PROGRAM says of each case, run by Node."""
    done = subprocess.run(
        [str(node()), "--input-type=module", "-e", PROGRAM.replace("ANSWER", answer)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def in_the_browser(cases: list[tuple[str, dict[str, object]]]) -> list[int]:
    """The counts of static/js/counter.js."""
    return asked("count", cases)


@pytest.mark.parametrize("rule", RULES)
def test_both_count_the_same_in_three_hundred_texts(rule: str) -> None:
    chance = random.Random(f"palinsesto {rule}")
    texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 14))) for _ in range(300)]
    theirs = in_the_browser([(text, {"method": rule, "url_chars": 23}) for text in texts])
    wrong = [
        (text, count(text, rule), there)
        for text, there in zip(texts, theirs, strict=True)
        if count(text, rule) != there
    ]  # type: ignore[arg-type]
    assert not wrong[:3]


def test_the_golden_cases_of_the_networks_hold_in_the_browser() -> None:
    golden = json.loads(VECTORS.read_text())
    assert {case["rule"] for case in golden} == set(RULES)
    rules = [{"method": case["rule"], "url_chars": case.get("url_chars", 23)} for case in golden]
    found = in_the_browser([(case["text"], rule) for case, rule in zip(golden, rules, strict=True)])
    wrong = [case for case, n in zip(golden, found, strict=True) if case["count"] != n]
    assert not wrong


def test_a_link_may_weigh_what_the_server_says() -> None:
    text = "https://tenuta.example/una/pagina/lunga"
    assert in_the_browser([(text, {"method": "mastodon", "url_chars": 30})]) == [30]


def test_a_rule_it_does_not_know_is_refused() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        in_the_browser([("ciao", {"method": "vibes"})])


@pytest.mark.parametrize("rule", RULES)
def test_what_is_marked_is_what_is_beyond_the_limit(rule: str) -> None:
    """Up to the mark the text fits, by the server's count too; with one character more it does not."""
    chance = random.Random(f"beyond {rule}")
    texts = ["".join(chance.choices(PIECES, k=30)) + " in più" for _ in range(60)]
    limits = [chance.randint(0, max(0, count(text, rule) - 1)) for text in texts]  # type: ignore[arg-type]
    cases = [(text, rule, limit) for text, limit in zip(texts, limits, strict=True)]
    halves = asked("beyond", cases)
    for text, limit, (kept, over) in zip(texts, limits, halves, strict=True):
        assert kept + over == text
        assert count(kept, rule) <= limit  # type: ignore[arg-type]
        assert over


def test_a_link_and_a_mention_are_marked_whole_or_not_at_all() -> None:
    link, mention = "https://tenuta.example/una/pagina", "@aldo@social.example"
    cases = [
        (f"Si pota {link} oggi", "mastodon", 20, "Si pota "),
        (f"Si pota {link} oggi", "mastodon", 31, f"Si pota {link}"),
        (f"Si pota {link} oggi", "weighted", 30, "Si pota "),
        (f"Si pota {link} oggi", "graphemes", 15, "Si pota https:/"),
        (f"Con {mention} qui", "mastodon", 9, f"Con {mention}"),
        ("Sì 👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "graphemes", 4, "Sì 👩‍👩‍👧‍👦"),
        ("漢字漢字", "weighted", 5, "漢字"),
    ]
    halves = asked("beyond", [case[:3] for case in cases])
    assert [kept for kept, _ in halves] == [kept for *_, kept in cases]
