"""Sentences about what is known of a client that a post does not keep to: what it is, quoted from where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.forms.audiences import days_label
from clients.kinds import answers, fact_label
from clients.models import Client, Kind
from editorial.known import Known, Span
from editorial.tone_text import Finding
from people import cldr
from people.templatetags.ui import network_name

# Title, why, the rule quoted, the page it stands on.
_Four = tuple[str, str, str, str]


def kind_words(finding: Finding, *, client: Client) -> tuple[str, str, str, str, str]:
    """The sentences of one finding of kind_checks.findings_of, and what its button says (empty: it has none)."""
    fix = ""
    if finding.code == "asleep":
        fix = _("Leave this channel out")
    elif finding.better:
        fix = _("Use %(clock)s") % {"clock": finding.better.partition("T")[2]}
    return (*_MAKERS[finding.code](finding, dict(finding.more), client), fix)


def about_of(known: Known) -> list[tuple[str, str]]:
    """What a client is about, for whoever writes: each with its heading. What it answered about its kind comes last, but for
    the rules, which stand beside every text."""
    said = [
        (_("Positioning"), known.positioning),
        (_("What social networks are for"), known.purpose),
        (_("Strengths"), "\n".join(known.strengths)),
    ]
    for public in known.publics:
        quoted = " ".join(_("“%(words)s”") % {"words": words} for words in public.phrases)
        hours = "; ".join(hours_words("", span) for span in public.spans)
        parts = [public.needs, quoted, hours, public.season, public.place]
        said.append((public.name, "\n".join(filter(None, parts))))
    told = answers(known.kind, known.facts)
    said += [(str(fact.label), words) for fact, words in told if not fact.is_rule]
    return [(heading, words) for heading, words in said if words]


def hours_words(name: str, span: Span) -> str:
    """“Couples: Instagram, Saturday and Sunday, 20:00–23:00”."""
    hours = f"{span.starts:%H:%M}–{span.ends:%H:%M}" if span.starts and span.ends else ""
    days = days_label(span.weekdays)
    parts = [network_name(span.network), days, hours]
    said = ", ".join(filter(None, parts))
    return f"{name}: {said}" if name else said


def _asleep(finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    sleeper, until = finding.rule, more["until"]
    title = _("%(handle)s sleeps") % more
    if until:
        said = _("%(handle)s sleeps until %(day)s")
        title = cldr.spoken(said % {**more, "day": cldr.day(until, "d MMMM y")})
    rule = sleeper.why or _("Its part in the strategy: dormant")
    where = reverse("clients:profile", args=[client.slug, sleeper.channel])
    told = _("Followers are told: %(words)s") % {"words": sleeper.followers}
    return title, told if sleeper.followers else "", rule, where


def _hat(finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = _("Nobody said for whom %(handle)s speaks; %(other)s speaks for %(hat)s") % more
    rule = _("Person and institution never share a post.")
    where = reverse("clients:channel", args=[client.slug, finding.rule.public_id])
    return title, "", rule, where


def _party(_finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = _("“%(words)s” on %(handle)s, which speaks for the institution") % more
    rule = f"{fact_label(client.kind, 'party')}: {more['words']}"
    why = _("Party and list never appear on the institution’s channels.")
    return title, why, rule, reverse("desk:overview", args=[client.slug])


def _act(finding: Finding, _more: dict[str, Any], client: Client) -> _Four:
    title = _("“%(words)s” may not be told yet") % {"words": finding.rule}
    why = _("Nobody has said yes to name, pictures and hour.")
    where = reverse("clients:matters", args=[client.slug])
    return title, why, _("Programme: only what may be told is told"), where


def _work(finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = _("“%(words)s” waits for the yes of %(who)s") % {**more, "words": finding.rule.title}
    where = reverse("clients:matters", args=[client.slug])
    if finding.rule.approver:
        return title, "", _("Who must say yes: %(who)s") % more, where
    label = fact_label(client.kind, "label_approves")
    why = _("Nobody is written down who says yes to this work.")
    return title, why, f"{label}: {more['who']}", where


def _stage_name(finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = _("“%(words)s” is written “%(name)s”") % {**more, "name": finding.rule}
    rule = f"{fact_label(client.kind, 'stage_name')}: {finding.rule}"
    return title, "", rule, reverse("desk:overview", args=[client.slug])


def _after_end(_finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = (
        _("It goes out when the event is over")
        if more["kind"] == Kind.EVENT
        else _("It goes out when the project is over")
    )
    rule = f"{fact_label(client.kind, 'ends_on')}: {cldr.day(more['last'], 'd MMMM y')}"
    return title, "", rule, reverse("desk:overview", args=[client.slug])


def _hour(finding: Finding, more: dict[str, Any], client: Client) -> _Four:
    title = _("At %(clock)s hardly any of its public is there") % {
        "clock": f"{more['clock']:%H:%M}"
    }
    rule = " · ".join(hours_words(name, span) for _network, name, span in finding.rule)
    return title, "", rule, reverse("clients:audiences", args=[client.slug])


_MAKERS: dict[str, Callable[[Finding, dict[str, Any], Client], _Four]] = {
    "asleep": _asleep,
    "hat": _hat,
    "party": _party,
    "act": _act,
    "work": _work,
    "stage_name": _stage_name,
    "after_end": _after_end,
    "hour": _hour,
}
KINDS_OF_FACTS = frozenset(_MAKERS)
