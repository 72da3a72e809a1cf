"""Sentences about what the check of the voice found: what it is, the rule in its own words, and what the button does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.kinds import FUNDING, fact_label
from clients.manner import Address, Manner, Where
from clients.models import Client
from clients.words.voice import address_word, emoji_sentence, marks_sentence, tags_sentence
from editorial.tone import Finding
from editorial.words.kind_checks import KINDS_OF_FACTS, kind_words
from editorial.words.tone_titles import title_of
from people import cldr

_MOST_ON_BUTTON = 30


@dataclass(frozen=True, slots=True)
class Words:
    """A finding as people read it: `rule` is quoted from `where`, a screen; `fix` says what the button does."""

    title: str
    why: str
    rule: str
    where: str
    fix: str


def words_of(finding: Finding, *, client: Client, manner: Manner, is_answer: bool = False) -> Words:
    """The sentences of one finding; of an answer to somebody (`is_answer`) the rule is that of answers."""
    if finding.code in KINDS_OF_FACTS:
        return Words(*kind_words(finding, client=client))
    if finding.code == "sentence" and finding.rule.words == client.facts.get(FUNDING):
        where = reverse("desk:overview", args=[client.slug])
        rule = str(fact_label(client.kind, FUNDING))
        return Words(title_of(finding.told), "", rule, where, _("Add it at the end"))
    why, rule, fix, anchor = _MAKERS[finding.code](finding, manner)
    if is_answer and manner.replies and finding.code in ("address", "mixed"):
        rule = _("Answers speak to %(wanted)s.") % {"wanted": address_word(manner.replies)}
    screen = "clients:rules" if finding.code in ("pack", "sentence") else "clients:voice"
    where = f"{reverse(screen, args=[client.slug])}#{anchor}"
    return Words(title_of(finding.told), why, rule, where, fix if finding.fixed is not None else "")


_Four = tuple[str, str, str, str]


def _avoid(finding: Finding, _manner: Manner) -> _Four:
    phrase = finding.rule
    rule = _("Avoid: %(words)s.") % {"words": phrase.words}
    if phrase.instead:
        rule += " " + _("Say instead: %(words)s.") % {"words": phrase.instead}
    return phrase.example, rule, _("Write “%(words)s”") % {"words": finding.better}, "avoid-h"


def _topic(finding: Finding, _manner: Manner) -> _Four:
    rule = _("Topics left out: %(topic)s.") % {"topic": finding.rule.name}
    return "", rule, "", "topics-h"


def _address(finding: Finding, manner: Manner) -> _Four:
    words = {"wanted": address_word(dict(finding.more)["wanted"])}
    if not manner.address:
        rule = _("Nothing is settled yet: one post speaks to one.")
    elif manner.address == Address.NOBODY:
        rule = _("Posts are impersonal.")
    else:
        rule = _("Posts speak to %(wanted)s.") % words
    return "", rule, _("Say it with %(wanted)s") % words, "how-h"


def _emoji_most(finding: Finding, _manner: Manner) -> _Four:
    most = finding.rule
    fix = _("Keep the first %(n)s") % {"n": most} if most else _("Take them out")
    if most == 1:
        fix = _("Keep only the first")
    return "", emoji_sentence(Manner(emoji_most=most)), fix, "how-h"


def _emoji_only(finding: Finding, _manner: Manner) -> _Four:
    rule = emoji_sentence(Manner(emoji_only=finding.rule))
    return "", rule, _("Take them out"), "how-h"


def _exclamations(finding: Finding, _manner: Manner) -> _Four:
    rule = marks_sentence(Manner(exclamations_most=finding.rule))
    return "", rule, _("Write full stops"), "how-h"


def _capitals(finding: Finding, manner: Manner) -> _Four:
    rule = marks_sentence(Manner(capitals=manner.capitals))
    return "", rule, _("Use small letters"), "how-h"


def _tags_most(finding: Finding, _manner: Manner) -> _Four:
    rule = tags_sentence(Manner(tags_most=finding.rule))
    return "", rule, _("Take the last ones out"), "how-h"


def _tags_always(finding: Finding, _manner: Manner) -> _Four:
    return "", tags_sentence(Manner(tags_always=finding.rule)), _("Add it"), "how-h"


def _tags_never(finding: Finding, _manner: Manner) -> _Four:
    return "", tags_sentence(Manner(tags_never=finding.rule)), _("Take it out"), "how-h"


def _sentence(finding: Finding, _manner: Manner) -> _Four:
    rule = str(Where(finding.rule.where).label)
    return "", rule, _("Add it at the end"), "sentences-h"


def _pack(finding: Finding, _manner: Manner) -> _Four:
    pack, rule = finding.rule
    source = _("%(source)s (written on %(day)s). Not legal advice: ask whoever follows you.") % {
        "source": pack.source,
        "day": cldr.day(pack.as_of, "d MMMM y"),
    }
    fix = _("Add “%(words)s”") % {"words": finding.better}
    if len(finding.better) > _MOST_ON_BUTTON:
        fix = _("Add the sentence")
    return str(rule.says), source, fix, f"pack-{pack.id}"


_MAKERS: dict[str, Callable[[Finding, Manner], _Four]] = {
    "avoid": _avoid,
    "topic": _topic,
    "address": _address,
    "mixed": _address,
    "emoji_most": _emoji_most,
    "emoji_only": _emoji_only,
    "exclamations": _exclamations,
    "capitals_none": _capitals,
    "capitals_words": _capitals,
    "tags_most": _tags_most,
    "tags_always": _tags_always,
    "tags_never": _tags_never,
    "sentence": _sentence,
    "pack": _pack,
}
