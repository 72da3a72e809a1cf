"""Rule packs: what a trade or a law asks of texts, as data with source and date. Pure; read once from rule_packs/*.toml.

A pack reminds; it is not legal advice and stops nothing by itself. How to write one: docs/decisions/tone.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_FOLDER = Path(__file__).parent / "rule_packs"


class Severity(TextChoices):
    """How loudly a rule speaks; neither keeps a post from going out."""

    REMIND = "remind", _("Reminds")
    STOP = "stop", _("Stop and read")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in both languages of the screens; as a text it is in the reader's."""

    it: str
    en: str

    def __str__(self) -> str:
        return self.it if (get_language() or "").startswith("it") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRule:
    """`words` (by language) call it; where it `needs` something, one of those words in the post satisfies it.

    Without `words` it is for every post, or for every one with a picture (`only_with_visual`). With a `hat` it is silent on
    channels that wear the other one.
    """

    id: str
    severity: str
    says: Said
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only_with_visual: bool = False
    hat: str = ""

    def words_in(self, language: str) -> tuple[str, ...]:
        """What calls the rule in a text of that language."""
        return dict(self.words).get(language[:2], ())

    def needs_in(self, language: str) -> tuple[str, ...]:
        """What satisfies it there, the usual one first."""
        return dict(self.needs).get(language[:2], ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Rules with one source."""

    id: str
    name: Said
    about: Said
    source: Said
    as_of: date
    rules: tuple[PackRule, ...]
    # For whom it is proposed: all clients of these kinds, and those in whose facts one of these beginnings of words stands.
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def suits(self, kind: str, said: str) -> bool:
        """Whether it is proposed to a client of that kind about whom that much is said."""
        calls = "|".join(map(re.escape, self.words))
        return kind in self.kinds or bool(
            calls and re.search(rf"(?<!\w)(?:{calls})", said.casefold())
        )


@cache
def all_packs() -> dict[str, Pack]:
    """Every pack there is, by id, as the files are named."""
    found = [_read(path) for path in sorted(_FOLDER.glob("*.toml"))]
    return {pack.id: pack for pack in found}


def packs_of(ids: tuple[str, ...]) -> list[Pack]:
    """The packs that are switched on; one that is gone is left out."""
    every = all_packs()
    return [every[each] for each in ids if each in every]


def proposed(
    *, kind: str, facts: Mapping[str, Any], summary: str, on: Collection[str]
) -> list[Pack]:
    """The packs that suit a client by its kind and by what is said about it, without those that are `on`."""
    said = "\n".join([summary, *map(str, facts.values())])
    return [p for p in all_packs().values() if p.id not in on and p.suits(kind, said)]


def _read(path: Path) -> Pack:
    raw = tomllib.loads(path.read_text())
    return Pack(
        id=path.stem,
        name=Said(**raw["name"]),
        about=Said(**raw["about"]),
        source=Said(**raw["source"]),
        as_of=raw["as_of"],
        rules=tuple(_rule(each) for each in raw["rules"]),
        kinds=tuple(raw.get("suits", {}).get("kinds", ())),
        words=tuple(raw.get("suits", {}).get("words", ())),
    )


def _rule(raw: Mapping[str, Any]) -> PackRule:
    return PackRule(
        id=raw["id"],
        severity=Severity(raw["severity"]).value,
        says=Said(**raw["says"]),
        words=_by_language(raw.get("words", {})),
        needs=_by_language(raw.get("needs", {})),
        only_with_visual=raw.get("only_with_visual", False),
        hat=raw.get("hat", ""),
    )


def _by_language(raw: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((language, tuple(words)) for language, words in raw.items())
