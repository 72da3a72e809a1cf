"""One hundred captions against what a person says of them: how often the check is right, and how much it sees.

`-s` prints the figures of docs/decisions/tone.md, how long a caption takes, and every caption on which the two differ.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from clients.manner import Manner, Phrase, Topic
from editorial import tone
from editorial.tone import Caption, findings

RAW = tomllib.loads((Path(__file__).parent / "tone_captions.toml").read_text())
CAPTIONS: list[list[Any]] = RAW["captions"]["c"]
# Below this a writer learns to look away (precision), or stops trusting that silence means well (recall).
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.90


def _manner(raw: dict[str, Any]) -> Manner:
    fields = dict(raw)
    fields["say"] = tuple(Phrase(words) for words in raw.get("say", ()))
    fields["avoid"] = tuple(Phrase(*pair) for pair in raw.get("avoid", ()))
    fields["topics"] = tuple(Topic(name, tuple(words)) for name, words in raw.get("topics", ()))
    for name in ("emoji_only", "tags_never", "packs"):
        fields[name] = tuple(raw.get(name, ()))
    return Manner(**fields)


VOICES = {name: _manner(raw) for name, raw in RAW["voices"].items()}


def _keys(voice: str, language: str, text: str, more: dict[str, Any]) -> set[str]:
    caption = Caption(text=text, language=language, has_visual=more.get("visual", False))
    return {
        f"tags:{found.key.split(':')[1]}" if found.key.startswith("tags") else found.key
        for found in findings(VOICES[voice], caption)
    }


def test_there_are_a_hundred_captions_about_half_with_a_fault_over_all_voices() -> None:
    faulty = [each for each in CAPTIONS if each[3]]

    assert len(CAPTIONS) == 100
    assert 45 <= len(faulty) <= 60
    assert {each[0] for each in CAPTIONS} == set(VOICES)
    assert {each[1] for each in CAPTIONS} == {"it", "en"}
    assert len({each[2] for each in CAPTIONS}) == 100


def test_the_check_agrees_with_a_person_on_nearly_all_captions() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    differing = []
    for voice, language, text, labels, *more in CAPTIONS:
        wanted, found = set(labels), _keys(voice, language, text, more[0] if more else {})
        for counter, keys in (
            (right, wanted & found),
            (wrong, found - wanted),
            (missed, wanted - found),
        ):
            counter.update(key.partition(":")[0] for key in keys)
        if wanted != found:
            differing.append(
                f"{text}\n    too much: {found - wanted or '–'}  missed: {wanted - found or '–'}"
            )
    # What was read just now is remembered; how long a caption takes is how long it takes at first.
    for kept in (tone._found, tone._alike):
        kept.cache_clear()
    began = time.perf_counter()
    for voice, language, text, _labels, *more in CAPTIONS:
        _keys(voice, language, text, more[0] if more else {})
    print(f"\n{(time.perf_counter() - began) * 1000 / len(CAPTIONS):.2f} ms a caption")
    n = right.total()
    precision, recall = n / (n + wrong.total()), n / (n + missed.total())
    print(
        f"\nprecision {precision:.3f}, recall {recall:.3f}, {n} faults found of {n + missed.total()}"
    )
    for kind in sorted(right | wrong | missed):
        print(
            f"  {kind:13} right {right[kind]:3}  too much {wrong[kind]:2}  missed {missed[kind]:2}"
        )
    print("\n".join(differing))

    assert precision >= LEAST_PRECISION
    assert recall >= LEAST_RECALL
