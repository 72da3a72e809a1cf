"""How the demo's clients speak: what it leaves to be found, and what it does not."""

from __future__ import annotations

from editorial.tone import Caption, findings
from smm.demo.texts import clients
from smm.demo.voices import VOICES


def _found(key: str, text: str, language: str) -> set[str]:
    return {each.key for each in findings(VOICES[key], Caption(text=text, language=language))}


def test_every_client_of_the_demo_has_a_voice() -> None:
    assert set(VOICES) == {demo.key for demo in clients()}
    assert all(not manner.is_empty for manner in VOICES.values())


def test_one_draft_breaks_two_rules_of_the_voice_and_a_rule_pack() -> None:
    (post,) = [p for demo in clients() for p in demo.posts if p.title == "Giveaway di Natale"]

    assert post.state == "draft"
    assert _found("trecorvi", post.text, "it") == {
        "avoid:prezzi imbattibili",
        "emoji:most",
        "pack:contests.contest",
    }


def test_the_clients_mostly_keep_to_their_own_voice() -> None:
    said = [(demo.key, post) for demo in clients() for post in demo.posts]
    wrong = [post.text for key, post in said if _found(key, post.text, post.lang or "it")]

    assert len(wrong) <= len(said) // 20, "\n".join(wrong)
