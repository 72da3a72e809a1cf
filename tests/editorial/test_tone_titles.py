"""What a finding is called where several stand under each other."""

from __future__ import annotations

from clients.manner import Manner
from editorial.tone import Caption, findings
from editorial.words.tone_titles import title_of


def test_two_sentences_of_one_pack_are_told_apart_and_a_long_one_is_cut() -> None:
    manner = Manner(packs=("eu_funding",))
    caption = Caption(text="Same spring, thirty years apart.", language="en", has_visual=True)

    titles = [title_of(found.told) for found in findings(manner, caption)]

    assert "EU-funded projects: “Funded by the European Union” is missing" in titles
    assert len(set(titles)) == len(titles) >= 2
    assert all(len(title) < 110 for title in titles)
