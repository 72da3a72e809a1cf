"""What stops a post from going out, and advice about it, each with its way out: a button that puts it right, or a link.

The rules are the networks' (queries/fitting.py), the advice is editorial/advice.py; scheduling asks the same rules again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.kinds import rules_told
from clients.models import Channel, Client
from clients.models.channels import Health
from clients.wording import problem_sentence
from editorial import advice
from editorial.forms.additions import PART
from editorial.forms.editor import ChannelForm, EditorForm
from editorial.forms.own import DEED as SETTLING
from editorial.kind_checks import mixed_hats, rivals_beside, windows_over
from editorial.models import Post
from editorial.queries.fitting import Fit
from editorial.queries.full_days import full_day
from editorial.queries.pictures import obstacles
from editorial.tone_checking import Tone
from editorial.when import wall_of
from networks.types import Problem

DEED = "fix:"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding. `deed` is the value of the button that puts it right, `href` where a person does; `others` are more
    buttons, as (deed, words)."""

    title: str
    is_hard: bool = False
    why: str = ""
    fix: str = ""
    deed: str = ""
    href: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Checks:
    """All findings, what stops the post first, what the client's voice says, and what is well."""

    lines: list[Line] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    # What of the client's own facts limits what may be said, as (question, answer): read, not counted.
    rules: list[tuple[str, str]] = field(default_factory=list)
    tone: Tone = field(default_factory=Tone)

    @property
    def n_hard(self) -> int:
        """How many stop it."""
        return sum(line.is_hard for line in self.lines)

    @property
    def n_soft(self) -> int:
        """How many are advice, of the voice too."""
        return len(self.lines) - self.n_hard + len(self.tone.lines)


def checks_of(
    client: Client,
    form: EditorForm,
    fits: Iterable[tuple[ChannelForm, Fit]],
    post: Post | None = None,
    hints: Iterable[Line] = (),
    tone: Tone | None = None,
) -> Checks:
    """The findings about the form as it stands, for the channels that are ticked; `hints` are what others found, `tone`
    what the client's voice says."""
    on = [(each, fitting) for each, fitting in fits if each["is_on"].value()]
    hard = _what_stops(client, form, on, post)
    tone = tone or Tone()
    soft = [line for each, _fit in on for line in _none_chosen(form, each)]
    soft += [*_advice(form, tone.covers), *_of_sponsors(client, form)]
    soft += _of_windows(client, form, [each.channel for each, _fit in on])
    if any("alt" in p.field and p.rule == "missing" for _e, f in on for p in f.problems):
        soft.append(_missing_alt(form))
    lines = list(dict.fromkeys([*hard, *soft, *hints]))
    good = []
    if on and not hard:
        words = ngettext(
            "Fits the limits of %(n)s channel", "Fits the limits of %(n)s channels", len(on)
        )
        good.append(words % {"n": len(on)})
    told = rules_told(client.kind, client.facts)
    return Checks(lines, good, [(str(fact.label), words) for fact, words in told], tone)


def _what_stops(
    client: Client, form: EditorForm, on: list[tuple[ChannelForm, Fit]], post: Post | None
) -> list[Line]:
    """What keeps it from going out: no channel, pictures, two hats in one post, and what each channel's network refuses."""
    hard = [] if on else [Line(_("No channel is chosen."), True, "", _("Choose"), "", "#channels")]
    for sentence in obstacles(form.pictures.shown) if form.pictures.shown else ():
        if sentence:
            hard.append(Line(sentence, True, "", _("See the pictures"), "", "#visual"))
    if hats := mixed_hats(each.channel for each, _fit in on):
        why = _("Write it twice, once for each.")
        hard.append(Line(hats, True, why, _("Choose"), "", "#channels"))
    says_nothing = [p for _each, fitting in on for p in fitting.problems if _is_nothing(p)]
    is_blank = len(says_nothing) == len(on) > 0
    if is_blank:  # one sentence for a post that nobody began, instead of one for each channel
        hard.append(Line(problem_sentence(says_nothing[0]), True, "", _("Write"), "", "#id_text"))
    for each, fitting in on:
        hard += _of_connection(client, each)
        problems = [p for p in fitting.problems if p.is_blocking]
        hard += [_of_problem(each, p) for p in problems if not (is_blank and _is_nothing(p))]
        hard += _of_quota(form, each, post)
    return hard


def _of_sponsors(client: Client, form: EditorForm) -> list[Line]:
    why, href = _("The sponsor was promised so."), reverse("clients:matters", args=[client.slug])
    return [
        Line(sentence, False, why, _("See the sponsors"), "", href)
        for sentence in rivals_beside(client, _texts(form))
    ]


def _of_windows(client: Client, form: EditorForm, channels: list[Channel]) -> list[Line]:
    moment = form.moment_now
    day = wall_of(moment, client.time_zone).date() if moment else None
    why, href = _("That day lies inside a window."), reverse("clients:matters", args=[client.slug])
    return [
        Line(sentence, False, why, _("See the windows"), "", href)
        for sentence in windows_over(client, day, channels)
    ]


def _of_connection(client: Client, form: ChannelForm) -> list[Line]:
    is_well = form.channel.health in (Health.OK, Health.BY_HAND)
    if is_well and form.channel.disconnected_at is None:
        return []
    title = _("%(channel)s must be reconnected first.") % {"channel": form.channel.handle}
    href = reverse("clients:channels", args=[client.slug])
    return [Line(title, True, "", _("Go to the channels"), "", href)]


def _of_quota(form: EditorForm, each: ChannelForm, post: Post | None) -> list[Line]:
    """One post too many in 24 hours, said before it is scheduled."""
    instant = form.moment_now
    if each.limits.max_posts_24h is None or instant is None:
        return []
    full = full_day(
        channel=each.channel,
        most=each.limits.max_posts_24h,
        instant=instant,
        n=1 + len(form.own_of(each).parts(form.additions.parts)),
        post=post,
    )
    if full is None:
        return []
    free = full.free_wall
    if free is None:
        return [Line(full.sentence, True, full.way_out, _("Correct it"), "", "#id_day")]
    deed = f"{DEED}time:{free:%Y-%m-%dT%H:%M}"
    return [Line(full.sentence, True, full.way_out, _("Use that time"), deed)]


def _none_chosen(form: EditorForm, each: ChannelForm) -> list[Line]:
    """A channel that has only the pictures chosen for it, of which the post has none any more."""
    if not each.own.chooses_pictures or not form.pictures.rows or form.own_of(each).pictures:
        return []
    title = _("%(channel)s goes out without pictures.") % {"channel": each.channel.handle}
    hexed = each.channel.public_id.hex
    return [
        Line(
            title,
            False,
            _("None of those chosen there is in the post."),
            _("As in the post"),
            f"{SETTLING}allpictures:{hexed}",
            others=((f"{SETTLING}nopictures:{hexed}", _("No pictures here")),),
        )
    ]


def _is_nothing(problem: Problem) -> bool:
    """Whether a network would get neither words nor media."""
    return (problem.field, problem.rule) == ("text", "empty")


def _of_problem(form: ChannelForm, problem: Problem) -> Line:
    title = f"{form.channel.handle}: {problem_sentence(problem)}"
    if fixes := _here_alone(form, problem):
        (deed, fix), *others = fixes
        return Line(title, True, "", fix, deed, others=tuple(others))
    deed, href, fix = _way_out(form, problem)
    return Line(title, True, "", fix, deed, href)


def _here_alone(form: ChannelForm, problem: Problem) -> list[tuple[str, str]]:
    """Buttons that let one channel differ where its network has not what the others have, as (deed, words)."""
    hexed = form.channel.public_id.hex
    head, rule = problem.field.partition(".")[0].partition("[")[0], problem.rule
    if rule == "not_offered" and head == "thread":
        return [
            (f"{SETTLING}joined:{hexed}", _("Everything in one text here")),
            (f"{SETTLING}firstpart:{hexed}", _("Only the first part here")),
        ]
    if rule in ("not_offered", "with_media") and head == "poll":
        return [
            (f"{SETTLING}nopoll:{hexed}", _("Leave the poll out here")),
            (f"{DEED}off:{hexed}", _("Leave this channel out")),
        ]
    if rule == "too_many" and head == "media" and problem.limit:
        words = ngettext(
            "Only the first picture here",
            "Only the first %(n)s pictures here",
            int(problem.limit),
        )
        return [(f"{SETTLING}first:{hexed}:{problem.limit}", words % {"n": problem.limit})]
    if rule == "too_many" and head == "media":
        return [(f"{SETTLING}nopictures:{hexed}", _("No pictures here"))]
    return []


def _way_out(form: ChannelForm, problem: Problem) -> tuple[str, str, str]:
    """A button's deed or a link, and its words."""
    hexed = form.channel.public_id.hex
    head = problem.field.partition(".")[0].partition("[")[0]
    has_own = bool(form.own_text)
    if problem.rule == "not_offered" and head == "first_comment":
        return f"{DEED}comment:{hexed}", "", _("Take the comment out")
    if problem.rule == "not_offered" and head == "visibility":
        return f"{DEED}visibility:{hexed}", "", _("Show it to everybody")
    is_long = problem.rule in ("too_long", "too_many_bytes") and head in ("text", "thread")
    if is_long and form.limits.max_parts > 1 and not has_own:
        return "thread:split", "", _("Split into parts")
    anchors = {
        "text": f"#{form['text'].id_for_label}" if has_own else "#id_text",
        "thread": "#thread",
        "first_comment": f"#{form['first_comment'].id_for_label}",
        "poll": "#poll",
        "media": "#visual",
    }
    return "", anchors.get(head, "#id_text"), _("Correct it")


def _missing_alt(form: EditorForm) -> Line:
    first = next((row for row in form.pictures.rows if not row.alt_now.strip()), None)
    n = len(form.pictures.rows) - form.pictures.n_described
    title = ngettext("%(n)s picture has no alt text", "%(n)s pictures have no alt text", n) % {
        "n": n
    }
    why = _("Who cannot see the picture skips it. One line is enough.")
    return Line(
        title,
        False,
        why,
        _("Write it"),
        "",
        f"#{first['alt'].id_for_label}" if first else "#visual",
    )


def _advice(form: EditorForm, covered: frozenset[str]) -> list[Line]:
    texts = _texts(form)
    whole = "\n".join(texts)
    lines = []
    if advice.has_fake_letters(whole):
        lines.append(
            Line(
                _("Letters that only look bold"),
                why=_("Screen readers spell them out or skip them, and no search finds them."),
                fix=_("Use plain letters"),
                deed=f"{DEED}letters",
            )
        )
    if "capitals" not in covered and any(map(advice.is_shouting, texts)):
        lines.append(
            Line(
                _("Nearly all capitals"),
                why=_("It is slower to read, and screen readers may spell it out."),
                fix=_("Use small letters"),
                deed=f"{DEED}capitals",
            )
        )
    n = 0 if "emoji" in covered else max((advice.n_emoji(text) for text in texts), default=0)
    if n > advice.MOST_EMOJI:
        lines.append(
            Line(
                _("%(n)s emoji in one text") % {"n": n},
                why=_("Each one is read out by its name."),
                fix=_("Keep the first %(n)s") % {"n": advice.MOST_EMOJI},
                deed=f"{DEED}emoji",
            )
        )
    for tag in advice.long_low_tags(whole):
        better = advice.with_capitals(tag, whole)
        can = better != tag
        lines.append(
            Line(
                _("#%(tag)s is read as one word") % {"tag": tag},
                why=_("With a capital at each word everybody reads it: #LikeThis."),
                fix=_("Write #%(tag)s") % {"tag": better} if can else _("Change it"),
                deed=f"{DEED}tags" if can else "",
                href="" if can else "#id_text",
            )
        )
    return lines


def _texts(form: EditorForm) -> list[str]:
    on = [each for each in form.channel_forms if each["is_on"].value()]
    own = [text for each in on for text in (each.own_text, *form.own_of(each).parts(())) if text]
    return [str(form["text"].value() or ""), *form.additions.parts, *own]


def fixed(data: QueryDict, *, deed: str) -> QueryDict:
    """What was posted, with what the button of one finding changes."""
    what, _sep, which = deed.removeprefix(DEED).partition(":")
    changed = data.copy()
    if what == "off":
        changed.pop(f"on-{which}-is_on", None)
    elif what == "time":
        changed["day"], _sep, changed["clock"] = which.partition("T")
        changed["fold"] = "0"
    elif what == "comment":
        changed[f"on-{which}-first_comment"] = ""
    elif what == "visibility":
        changed[f"on-{which}-visibility"] = "public"
    elif what in _CHANGES:
        names = [
            name for name in data if name == "text" or (name[:3] == "on-" and name[-5:] == "-text")
        ]
        lists = [PART, *(name for name in data if name[:3] == "on-" and name[-5:] == "-part")]
        parts = [part for name in lists for part in data.getlist(name)]
        whole = "\n".join([*(str(data[name]) for name in names), *parts])
        change: Callable[[str], str] = _CHANGES[what](whole)
        for name in names:
            changed[name] = change(str(data[name]))
        for name in lists:
            changed.setlist(name, [change(part) for part in data.getlist(name)])
    return changed


_CHANGES: dict[str, Callable[[str], Any]] = {
    "letters": lambda _whole: advice.plain_letters,
    "capitals": lambda _whole: (
        lambda text: advice.sentence_case(text) if advice.is_shouting(text) else text
    ),
    "emoji": lambda _whole: advice.fewer_emoji,
    "tags": lambda whole: lambda text: advice.tags_with_capitals(text, whole),
}
