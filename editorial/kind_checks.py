"""What is written down about a client that a post must keep to: one hat in one post, no sponsor beside its rival, less said
inside a window, nothing on a channel that sleeps, no act or work before its yes, a stage name as it is written, an hour at which
somebody is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import regex  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from clients.kinds import day_of
from clients.models import Channel, Client, Hat, Kind, Part, Sponsor, Window
from editorial.italian import fold
from editorial.known import Known, Span
from editorial.tone_text import Finding, has_words

# An hour is far from a public's that lies so many minutes from them.
FAR = 180
_DAY = 24 * 60
# Room for the key of a finding (models/left_so.py).
MOST_KEY = 160


def mixed_hats(channels: Iterable[Channel]) -> str:
    """Why these channels may not share a post: two hats among them; empty when they may."""
    by_hat = {each.hat: each for each in channels if each.hat}
    if len(by_hat) < 2:
        return ""
    one, other = list(by_hat.values())[:2]
    return _(
        "%(one)s speaks for %(hat)s, %(other)s for %(other_hat)s: person and institution never share a post."
    ) % {
        "one": one.handle,
        "hat": one.get_hat_display().lower(),
        "other": other.handle,
        "other_hat": other.get_hat_display().lower(),
    }


def rivals_beside(client: Client, texts: Iterable[str]) -> list[str]:
    """For each sponsor of an event that is named beside one of its rivals, a sentence. One query, for events only."""
    if client.kind != Kind.EVENT:
        return []
    whole = "\n".join(texts).casefold()
    said = []
    for sponsor in Sponsor.objects.filter(client=client).exclude(rivals=""):
        if sponsor.name.casefold() not in whole:
            continue
        rivals = [each.strip() for each in sponsor.rivals.split(",")]
        said += [
            _("%(sponsor)s does not stand beside %(rival)s.") % {"sponsor": sponsor, "rival": each}
            for each in rivals
            if each and each.casefold() in whole
        ]
    return said


def windows_over(client: Client, day: date | None, channels: Iterable[Channel]) -> list[str]:
    """What holds on a day that lies inside windows of a public figure, each in a sentence: those of the hats these channels speak
    for; of all where one of them has none, or none is chosen. One query, for public figures only."""
    if client.kind != Kind.PUBLIC_FIGURE or day is None:
        return []
    inside = Window.objects.filter(client=client, starts_on__lte=day, ends_on__gte=day)
    hats = {each.hat for each in channels}
    if hats and "" not in hats:
        inside = inside.filter(hat__in=["", *hats])
    return [f"{window}: {window.rule}" for window in inside]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post as it stands: all it says, where it goes, when by the client's clock (None: not said), for which audience
    (its public id; empty: whoever they reach)."""

    text: str
    channels: Sequence[Channel]
    day: date | None = None
    clock: time | None = None
    audience: str = ""
    language: str = "it"
    # Whether its hour can be changed where it is looked at.
    can_move: bool = False


def findings_of(known: Known, seen: Seen) -> list[Finding]:
    """What is known about the client that the post does not keep to: each can be left so on purpose, none stops it. Pure."""
    return [
        *_asleep(known, seen),
        *_without_a_hat(known, seen),
        *_of_the_party(known, seen),
        *_untold(known, seen),
        *_otherwise_written(known, seen),
        *_after_the_end(known, seen),
        *_at_an_odd_hour(known, seen),
    ]


def _asleep(known: Known, seen: Seen) -> Iterator[Finding]:
    for channel in seen.channels:
        if (sleeper := known.asleep.get(channel.pk)) is not None:
            more = (("handle", sleeper.handle), ("until", sleeper.until))
            yield Finding(
                code="asleep", key=f"asleep:{sleeper.channel.hex}", rule=sleeper, more=more
            )


def _without_a_hat(known: Known, seen: Seen) -> Iterator[Finding]:
    """Two hats are refused (`mixed_hats`); one beside a channel that has none may be the same mistake."""
    if known.kind != Kind.PUBLIC_FIGURE:
        return
    with_one = next((each for each in seen.channels if each.hat), None)
    for channel in seen.channels if with_one is not None else ():
        if with_one is not None and not channel.hat:
            more = (
                ("handle", channel.handle),
                ("other", with_one.handle),
                ("hat", with_one.get_hat_display().lower()),
            )
            yield Finding(code="hat", key=f"hat:{channel.public_id.hex}", rule=channel, more=more)


def _of_the_party(known: Known, seen: Seen) -> Iterator[Finding]:
    """The party's name on a channel of the institution."""
    if known.kind != Kind.PUBLIC_FIGURE:
        return
    channel = next((each for each in seen.channels if each.hat == Hat.INSTITUTION), None)
    names = re.split(r"[,;\n]", str(known.facts.get("party") or ""))
    for name in (each.strip() for each in names) if channel is not None else ():
        if channel is not None and len(name) > 2 and has_words(seen.text, [name], seen.language):
            more = (("handle", channel.handle), ("words", name))
            key = f"party:{fold(name)}"[:MOST_KEY]
            yield Finding(code="party", key=key, rule=name, is_stop=True, more=more)


def _untold(known: Known, seen: Seen) -> Iterator[Finding]:
    """An act or a work that is named though nobody has said yes to it."""

    def is_named(name: str) -> bool:
        return len(name) > 2 and has_words(seen.text, [name], seen.language)

    for name in dict.fromkeys(known.acts):
        if is_named(name):
            yield Finding(code="act", key=f"act:{fold(name)}"[:MOST_KEY], rule=name)
    label = str(known.facts.get("label_approves") or "").strip()
    for work in known.works if known.kind == Kind.ARTIST else ():
        if (who := work.approver or label) and is_named(work.title):
            yield Finding(
                code="work",
                key=f"work:{fold(work.title)}"[:MOST_KEY],
                rule=work,
                more=(("who", who),),
            )


def _otherwise_written(known: Known, seen: Seen) -> Iterator[Finding]:
    """The stage name of an artist with other capitals than it must be written with; tags, handles and links are left alone."""
    name = " ".join(str(known.facts.get("stage_name") or "").split())
    if known.kind != Kind.ARTIST or len(name) < 3:
        return
    words = r"\s+".join(map(regex.escape, name.split()))
    there = rf"(?<![\p{{L}}\p{{N}}@#/._-]){words}(?![\p{{L}}\p{{N}}]|\.\p{{L}})"
    said = (" ".join(each.split()) for each in regex.findall(there, seen.text, regex.IGNORECASE))
    for other in dict.fromkeys(each for each in said if each != name):
        key = f"stage_name:{other}"[:MOST_KEY]
        yield Finding(code="stage_name", key=key, rule=name, more=(("words", other),))


def _after_the_end(known: Known, seen: Seen) -> Iterator[Finding]:
    if known.kind not in (Kind.EVENT, Kind.PROJECT) or seen.day is None:
        return
    last = day_of(known.facts, "ends_on")
    if last is None and known.kind == Kind.EVENT:
        last = day_of(known.facts, "starts_on")
    if last is not None and seen.day > last:
        more = (("kind", known.kind), ("last", last))
        yield Finding(code="after_end", key="after_end", rule=last, more=more)


def _at_an_odd_hour(known: Known, seen: Seen) -> Iterator[Finding]:
    """An hour far from those of its public on every network it goes to; where one of them fits, the hour is right."""
    if seen.day is None or seen.clock is None:
        return
    clock = seen.clock
    far: list[tuple[str, str, Span]] = []
    for network in dict.fromkeys(channel.network for channel in seen.channels):
        spans = hours_on(known, network=network, day=seen.day, audience=seen.audience)
        if not spans:
            continue
        if any(_apart(clock, span) <= FAR for _name, span in spans):
            return
        name, span = min(spans, key=lambda each: _apart(clock, each[1]))
        far.append((network, name, span))
    if far:
        starts = far[0][2].starts if seen.can_move else None
        better = f"{datetime.combine(seen.day, starts):%Y-%m-%dT%H:%M}" if starts else ""
        yield Finding(
            code="hour", key="hour", rule=tuple(far), better=better, more=(("clock", clock),)
        )


def hours_on(known: Known, *, network: str, day: date, audience: str) -> list[tuple[str, Span]]:
    """When the post's audience is on the network that day, with its name; of the others where it says nothing. Habits of
    other days stand in where there are none of that day; none at all where somebody is there the whole day."""
    told = [(p, span) for p in known.publics for span in p.spans if span.network == network]
    mine = [(p, span) for p, span in told if p.id == audience] or told
    that_day = [(p.name, span) for p, span in mine if span.is_on(day.weekday())]
    found = that_day or [(p.name, span) for p, span in mine]
    return [] if any(span.starts is None for _name, span in found) else found


def usual_clock(known: Known, *, channels: Iterable[Channel], day: date) -> time | None:
    """The hour that is proposed on a day: when the usual audience begins to be on the channel that leads; None where
    nobody wrote down when they are there."""
    awake = [each for each in channels if each.part != Part.DORMANT]
    usual = known.publics[0].id if known.publics else ""
    for channel in sorted(awake, key=lambda each: each.part != Part.LEAD):
        spans = hours_on(known, network=channel.network, day=day, audience=usual)
        of_day = [span for _name, span in spans if span.is_on(day.weekday())]
        if of_day:
            return min(span.starts for span in of_day if span.starts is not None)
    return None


def _apart(clock: time, span: Span) -> int:
    """The minutes between an hour and a span of the day, the shorter way round; 0 inside it."""
    if span.starts is None or span.ends is None or span.starts <= clock <= span.ends:
        return 0
    at, starts, ends = (each.hour * 60 + each.minute for each in (clock, span.starts, span.ends))
    return min((starts - at) % _DAY, (at - ends) % _DAY)
