"""The client's voice, and what else is written down about it, beside the other checks of the editor and on the post's page:
lines with the rule they quote, the buttons that put a text right, and what was left so on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict

from clients.models import Client
from editorial.forms.additions import PART
from editorial.forms.editor import ChannelForm, EditorForm
from editorial.kind_checks import Seen, findings_of, usual_clock
from editorial.known import Known
from editorial.models import Post
from editorial.queries.tone import Kept, Left, OnChannel, Standing, kept_for, on_channel, standing
from editorial.tone import Caption, Finding, findings
from editorial.words.kind_checks import about_of
from editorial.words.tone import Words, words_of

DEED = "tone:"
# As checking.py says it of its own buttons.
FIXING = "fix:"
_FIX, _LEAVE, _AGAIN = f"{DEED}fix:", f"{DEED}leave:", f"{DEED}again:"


@dataclass(frozen=True, slots=True)
class ToneLine:
    """One finding as it is shown: its words, whether it is one to stop at, its button's deed, and the deed that leaves
    it (empty for a post that is not saved yet)."""

    key: str
    words: Words
    is_stop: bool
    deed: str
    leave: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A finding that was left so on purpose and still stands: who, when, and the deed that has it checked again."""

    key: str
    words: Words
    who: str
    at: datetime
    again: str


@dataclass(slots=True)
class Tone:
    """What the voice says of a post: what stands, the ones to stop at first, and what was left so."""

    lines: list[ToneLine] = field(default_factory=list)
    left: list[LeftLine] = field(default_factory=list)
    # Which of the general advice the voice has a rule of its own for.
    covers: frozenset[str] = frozenset()
    # What the client is about, for whoever writes, as (heading, words).
    about: list[tuple[str, str]] = field(default_factory=list)
    # The hour of its public that is proposed for a day without one, with its button's deed.
    hour: tuple[str, str] | None = None


def tone_of_form(
    client: Client, form: EditorForm, post: Post | None, kept: Kept | None = None
) -> Tone:
    """Of the form as it stands, for the channels that are ticked; `kept` is what the caller has read already."""
    kept = kept or kept_for(client, post)
    on = [each for each in form.channel_forms if each["is_on"].value()]
    found = standing(
        kept.manner,
        text=str(form["text"].value() or ""),
        channels=[_on_channel(each, form) for each in on],
        parts=form.additions.parts,
        language=post.language if post else client.language,
        has_visual=bool(form.pictures.n_shared),
    )
    language = post.language if post else client.language
    seen = _seen_in_form(form, on, post, language)
    asked = [Standing(each) for each in findings_of(kept.known, seen)]
    tone = _lines(client, kept, [*found, *asked], can_leave=post is not None, is_form=True)
    return replace(tone, about=about_of(kept.known), hour=_hour(kept.known, seen))


def _hour(known: Known, seen: Seen) -> tuple[str, str] | None:
    """The hour that is proposed for a day without one, as it is said and as its button's deed."""
    if seen.day is None or seen.clock is not None or not seen.can_move:
        return None
    clock = usual_clock(known, channels=seen.channels, day=seen.day)
    if clock is None:
        return None
    return f"{clock:%H:%M}", f"{FIXING}time:{datetime.combine(seen.day, clock):%Y-%m-%dT%H:%M}"


def _seen_in_form(
    form: EditorForm, on: list[ChannelForm], post: Post | None, language: str
) -> Seen:
    day, clock = form.wall_now
    if day is None and post is not None and post.wall_at and "day" not in form.fields:
        day, clock = post.wall_at.date(), post.wall_at.time()
    said = [
        str(form["text"].value() or ""),
        *form.additions.parts,
        *(each.own_text for each in on),
        *(str(each["first_comment"].value() or "") for each in on),
    ]
    return Seen(
        text="\n".join(said),
        channels=[each.channel for each in on],
        day=day,
        clock=clock,
        audience=str(form.aim["audience"].value() or ""),
        can_move="day" in form.fields,
        language=language,
    )


def tone_of_post(client: Client, post: Post, *, has_visual: bool) -> Tone:
    """Of a post as it is saved, for who reads or reviews it."""
    kept = kept_for(client, post)
    found = standing(
        kept.manner,
        text=post.text,
        channels=[on_channel(version) for version in post.versions.all()],
        parts=post.thread,
        language=post.language,
        has_visual=has_visual,
    )
    versions = list(post.versions.all())
    seen = Seen(
        text="\n".join(
            [
                post.text,
                *post.thread,
                *(v.text for v in versions),
                *(v.first_comment for v in versions),
            ]
        ),
        channels=[v.channel for v in versions],
        day=post.wall_at.date() if post.wall_at else None,
        clock=post.wall_at.time() if post.wall_at else None,
        audience=str(post.audience.public_id) if post.audience else "",
        language=post.language,
    )
    asked = [Standing(each) for each in findings_of(kept.known, seen)]
    return _lines(client, kept, [*found, *asked], can_leave=True)


def _on_channel(each: ChannelForm, form: EditorForm) -> OnChannel:
    comment = str(each["first_comment"].value() or "")
    channel, own = each.channel, form.own_of(each)
    return OnChannel(
        channel.network, channel.handle, each.own_text, comment, channel.hat, own.thread, own.has_visual
    )  # fmt: skip


def _deed(finding: Finding, words: Words, *, is_form: bool) -> str:
    """What its button does: the text is put right, or a channel that sleeps is left out."""
    if finding.code == "asleep":
        return f"{FIXING}off:{finding.rule.channel.hex}" if is_form else ""
    if finding.code == "hour":
        return f"{FIXING}time:{finding.better}" if finding.better else ""
    return f"{_FIX}{finding.key}" if words.fix else ""


def _lines(
    client: Client,
    kept: Kept,
    found: Iterable[Standing],
    *,
    can_leave: bool,
    is_form: bool = False,
) -> Tone:
    manner = kept.manner
    covers = {
        "emoji": manner.emoji_most is not None or bool(manner.emoji_only),
        "capitals": bool(manner.capitals),
    }
    tone = Tone(covers=frozenset(name for name, is_so in covers.items() if is_so))
    for each in found:
        key, words = each.finding.key, words_of(each.finding, client=client, manner=manner)
        left: Left | None = kept.left.get(key)
        if left is not None:
            tone.left.append(LeftLine(key, words, left.who, left.at, f"{_AGAIN}{key}"))
            continue
        deed = _deed(each.finding, words, is_form=is_form)
        leave = f"{_LEAVE}{key}" if can_leave else ""
        tone.lines.append(ToneLine(key, words, each.finding.is_stop, deed, leave, each.handle))
    tone.lines.sort(key=lambda line: not line.is_stop)
    return tone


def asked_to_leave(deed: str) -> tuple[str, bool] | None:
    """The finding that a button leaves so (True) or has checked again (False); None for any other button."""
    for prefix, is_left in ((_LEAVE, True), (_AGAIN, False)):
        if deed.startswith(prefix) and len(deed) > len(prefix):
            return deed.removeprefix(prefix), is_left
    return None


def put_right(
    client: Client, form: EditorForm, data: QueryDict, *, deed: str, language: str
) -> QueryDict:
    """What was posted, with every text in which the finding of the button stands put right."""
    if not deed.startswith(_FIX):
        return data
    key, manner = deed.removeprefix(_FIX), kept_for(client, None).manner
    changed = data.copy()
    on = [each for each in form.channel_forms if each["is_on"].value()]
    parts = form.additions.parts
    has_visual = bool(form.pictures.n_shared)

    def fixed(text: str, each: ChannelForm | None, *, is_later: bool = False) -> str:
        there = _on_channel(each, form) if each else OnChannel("", "")
        caption = Caption(
            text=text,
            language=language,
            network=there.network,
            has_visual=has_visual if there.has_visual is None else there.has_visual,
            rest="\n".join([*there.parts(parts), there.first_comment]),
            is_later=is_later,
            hat=there.hat,
        )
        found = (f.fixed for f in findings(manner, caption) if f.key == key and f.fixed is not None)
        return next(found, text)

    def for_all(text: str, forms: Iterable[ChannelForm], *, is_later: bool = False) -> str:
        places: list[ChannelForm | None] = [*forms] or [None]
        tried = (fixed(text, each, is_later=is_later) for each in places)
        return next((better for better in tried if better != text), text)

    changed["text"] = for_all(str(form["text"].value() or ""), [e for e in on if not e.own_text])
    for each in on:
        if each.own_text:
            changed[f"{each.prefix}-text"] = fixed(each.own_text, each)
    changed.setlist(PART, [for_all(part, on, is_later=True) for part in parts])
    return changed
