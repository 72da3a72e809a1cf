"""The counter in the browser and the one of the server must never disagree."""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from networks.text import RULES, count
from smm.local.assets import node
from tests.frontend.places import ROOT, STATIC

VECTORS = ROOT / "tests" / "networks" / "vectors" / "text.json"
PROGRAM = f"""
import {{ count }} from {json.dumps((STATIC / "js" / "counter.js").as_uri())};
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map(([text, rule]) => count(text, rule))));
"""
# Pieces that networks count in their own ways; a text is some of them in a row.
PIECES = [
    "ciao", " ", "\n", "\r\n", "è", "e\u0300", "Sì", "漢字", "かな", "한국", "👩‍👩‍👧‍👦", "👍🏽", "🇮🇹", "❤️", "1️⃣", "☺", "…", "—", "«», ",
    "https://tenuta.example/visite?a=1&b=2", "http://a.it", "(https://x.example/a_(b))", "https://x.example/.", "HTTPS://X.EXAMPLE",
    "https://localhost/x", "https://perché.example/à", "x@y.example", "@aldo", "@aldo@social.example", "@aldo@social.example.",
    "#potatura", "#2026", "# ", "@", "a@aldo@b", "https://", ".", ")", "!", "ﬁ", "\u200d", "\ufe0f", "\u00a0", "\U0001d538",
]  # fmt: skip


def in_the_browser(cases: list[tuple[str, dict[str, object]]]) -> list[int]:
    """The counts of static/js/counter.js, run by Node."""
    done = subprocess.run(
        [str(node()), "--input-type=module", "-e", PROGRAM],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    counts: list[int] = json.loads(done.stdout)
    return counts


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
