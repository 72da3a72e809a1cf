"""Sentences about what the check of the voice found: what it is, the rule in its own words, and what the button does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.manner import Address, Manner, Where
from clients.models import Client
from clients.words.voice import address_word, emoji_sentence, marks_sentence, tags_sentence
from editorial.tone import Finding
from people import cldr

_MOST_SAID = 4
_MOST_ON_BUTTON = 30


@dataclass(frozen=True, slots=True)
class Words:
    """A finding as people read it: `rule` is quoted from `where`, a screen; `fix` says what the button does."""

    title: str
    why: str
    rule: str
    where: str
    fix: str


def words_of(finding: Finding, *, client: Client, manner: Manner) -> Words:
    """The sentences of one finding."""
    title, why, rule, fix, anchor = _MAKERS[finding.code](finding, manner)
    screen = "clients:rules" if finding.code in ("pack", "sentence") else "clients:voice"
    where = f"{reverse(screen, args=[client.slug])}#{anchor}"
    return Words(title, why, rule, where, fix if finding.fixed is not None else "")


def _said(finding: Finding) -> str:
    shown = [_("“%(words)s”") % {"words": word} for word in finding.said[:_MOST_SAID]]
    more = len(finding.said) - len(shown)
    if more > 0:
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return ", ".join(shown)


_Five = tuple[str, str, str, str, str]


def _avoid(finding: Finding, _manner: Manner) -> _Five:
    phrase = finding.rule
    rule = _("Avoid: %(words)s.") % {"words": phrase.words}
    if phrase.instead:
        rule += " " + _("Say instead: %(words)s.") % {"words": phrase.instead}
    title = _("%(said)s is to be avoided") % {"said": _said(finding)}
    return (
        title,
        phrase.example,
        rule,
        _("Write “%(words)s”") % {"words": finding.better},
        "avoid-h",
    )


def _topic(finding: Finding, _manner: Manner) -> _Five:
    title = _("%(said)s: a topic this client leaves out") % {"said": _said(finding)}
    rule = _("Topics left out: %(topic)s.") % {"topic": finding.rule.name}
    return title, "", rule, "", "topics-h"


def _address(finding: Finding, manner: Manner) -> _Five:
    more = dict(finding.more)
    words = {"said": _said(finding), "is": more["address"], "wanted": address_word(more["wanted"])}
    if finding.code == "mixed":
        title = _("It mixes %(wanted)s and %(is)s: %(said)s") % words
    else:
        title = _("It speaks to %(is)s: %(said)s") % words
    if not manner.address:
        rule = _("Nothing is settled yet: one post speaks to one.")
    elif manner.address == Address.NOBODY:
        rule = _("Posts are impersonal.")
    else:
        rule = _("Posts speak to %(wanted)s.") % words
    return title, "", rule, _("Say it with %(wanted)s") % words, "how-h"


def _emoji_most(finding: Finding, _manner: Manner) -> _Five:
    n, most = dict(finding.more)["n"], finding.rule
    title = _("%(n)s emoji in one text") % {"n": n}
    fix = _("Keep the first %(n)s") % {"n": most} if most else _("Take them out")
    if most == 1:
        fix = _("Keep only the first")
    return title, "", emoji_sentence(Manner(emoji_most=most)), fix, "how-h"


def _emoji_only(finding: Finding, _manner: Manner) -> _Five:
    title = _("Not one of its emoji: %(which)s") % {"which": " ".join(finding.said)}
    rule = emoji_sentence(Manner(emoji_only=finding.rule))
    return title, "", rule, _("Take them out"), "how-h"


def _exclamations(finding: Finding, _manner: Manner) -> _Five:
    n = dict(finding.more)["n"]
    title = ngettext("%(n)s exclamation mark", "%(n)s exclamation marks", n) % {"n": n}
    rule = marks_sentence(Manner(exclamations_most=finding.rule))
    return title, "", rule, _("Write full stops"), "how-h"


def _capitals(finding: Finding, manner: Manner) -> _Five:
    title = _("In capitals: %(said)s") % {"said": _said(finding)}
    rule = marks_sentence(Manner(capitals=manner.capitals))
    return title, "", rule, _("Use small letters"), "how-h"


def _tags_most(finding: Finding, _manner: Manner) -> _Five:
    title = _("%(n)s hashtags in one text") % {"n": dict(finding.more)["n"]}
    rule = tags_sentence(Manner(tags_most=finding.rule))
    return title, "", rule, _("Take the last ones out"), "how-h"


def _tags_always(finding: Finding, _manner: Manner) -> _Five:
    title = _("%(tags)s is missing") % {"tags": finding.better}
    return title, "", tags_sentence(Manner(tags_always=finding.rule)), _("Add it"), "how-h"


def _tags_never(finding: Finding, _manner: Manner) -> _Five:
    tags = " ".join(f"#{tag}" for tag in finding.said)
    title = _("%(tags)s is never used") % {"tags": tags}
    return title, "", tags_sentence(Manner(tags_never=finding.rule)), _("Take it out"), "how-h"


def _sentence(finding: Finding, _manner: Manner) -> _Five:
    title = _("Missing: “%(sentence)s”") % {"sentence": finding.better}
    rule = str(Where(finding.rule.where).label)
    return title, "", rule, _("Add it at the end"), "sentences-h"


def _pack(finding: Finding, _manner: Manner) -> _Five:
    pack, rule = finding.rule
    if finding.spans:
        title = _("%(pack)s: %(said)s") % {"pack": pack.name, "said": _said(finding)}
    else:
        title = _("%(pack)s: a sentence is missing") % {"pack": pack.name}
    source = _("%(source)s (written on %(day)s). Not legal advice: ask whoever follows you.") % {
        "source": pack.source,
        "day": cldr.day(pack.as_of, "d MMMM y"),
    }
    fix = _("Add “%(words)s”") % {"words": finding.better}
    if len(finding.better) > _MOST_ON_BUTTON:
        fix = _("Add the sentence")
    return title, str(rule.says), source, fix, f"pack-{pack.id}"


_MAKERS: dict[str, Callable[[Finding, Manner], _Five]] = {
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
