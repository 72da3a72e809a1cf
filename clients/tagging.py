"""How the links of a client tell where their readers came from: utm_source, utm_medium, utm_campaign, by the client's own scheme.

A template is words and `{names}`; the names are NAMES. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

NAMES = ("network", "pillar", "campaign")
MOST_CAMPAIGN = 100
_NAME = re.compile(r"\{(\w*)\}")
# What a touchpoint is, in the words that web statistics group by.
_MEDIUMS = {"newsletter": "email", "ads": "paid", "press": "referral", "events": "offline"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """Templates of the three words; `words` are what a network is called in them, by its slug."""

    source: str = "{network}"
    medium: str = "social"
    campaign: str = "{campaign}"
    usual_campaign: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def names_pillar(self) -> bool:
        """Whether a link depends on the pillar of its post."""
        return "{pillar}" in f"{self.source} {self.medium} {self.campaign}"


USUAL = Scheme()


def unknown_names(template: str) -> list[str]:
    """The names in a template that are none of NAMES, and braces that name nothing."""
    found = [name for name in _NAME.findall(template) if name not in NAMES]
    return found + re.findall(r"[{}]", _NAME.sub("", template))


def may_be_empty(template: str) -> bool:
    """Whether nothing is left of a template for a post without a pillar; network and campaign are always there."""
    return bool(template.strip()) and not _filled(template, {"network": "x", "campaign": "x"})


def tagged(link: str, *, scheme: Scheme, network: str, campaign: str = "", pillar: str = "") -> str:
    """The link with the three words; what it has already stays. Without a campaign, the scheme's usual one or the pillar
    where that names campaigns, nothing is added: a visit that belongs nowhere is better not counted twice.
    """
    named = campaign.strip() or scheme.usual_campaign.strip()
    is_of_pillar = "{pillar}" in scheme.campaign and bool(pillar.strip())
    if not link or not (named or is_of_pillar):
        return link
    values = {
        "network": scheme.words.get(network) or network,
        "pillar": pillar.strip(),
        "campaign": named,
    }
    return _with(
        link,
        utm_source=_filled(scheme.source, values),
        utm_medium=_filled(scheme.medium, values),
        utm_campaign=_filled(scheme.campaign, values),
    )


def campaign_word(own: str, *, of_campaign: str, scheme: Scheme) -> str:
    """The word of a post in a campaign: its own, else the campaign's. What is only the client's usual word nobody chose for it."""
    is_own = own.strip() not in ("", scheme.usual_campaign.strip())
    return own if is_own or not of_campaign else of_campaign


def tagged_elsewhere(link: str, *, kind: str, campaign: str) -> str:
    """The link of a touchpoint's moment, to be put where the touchpoint is: its kind is the source."""
    if not link or not campaign.strip():
        return link
    medium = _MEDIUMS.get(kind, kind)
    return _with(link, utm_source=kind, utm_medium=medium, utm_campaign=slug(campaign))


def slug(words: str) -> str:
    """Words as one word of an address: lower case, hyphens."""
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-")[:MOST_CAMPAIGN]


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its names filled in; what an empty one leaves behind (a hyphen at an end, two in a row) goes."""
    text = _NAME.sub(lambda match: values.get(match[1], ""), template)
    return re.sub(r"([-_./ ])\1+", r"\1", text).strip("-_./ ")


def _with(link: str, **ours: str) -> str:
    parts = urlsplit(link)
    has = {name.lower() for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in ours.items() if value and name not in has})
    query = "&".join(part for part in (parts.query, added) if part)
    return urlunsplit(parts._replace(query=query))
