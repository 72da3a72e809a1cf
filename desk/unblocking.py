"""What of all clients needs a person, whatever it is, in one order: the time left before harm. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import Client
from community.queries.overdue import Overdue
from editorial.queries.against_rules import AgainstRules
from editorial.queries.attention import Trouble
from editorial.queries.commitments import Commitments, Matters
from editorial.queries.gaps import Unready
from editorial.tone_text import Told
from editorial.words.tone_titles import brief_of
from people import cldr
from people.addresses import screen_of
from people.models.put_off import MOST_LETTERS

# From here on the hours count, and the line says so by its colour too.
SOON = timedelta(hours=48)
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the moment of harm, the template that shows its `row`, or no template where the words here tell all of it.

    `quote` is what people wrote in the language of `quote_in`; `far` and `day` stand in the gutter where a whole day counts, not an hour. `matter` names what it is about and in which state,
    for putting it off; `n` is how many things it holds; `name` says it where nothing else of the line is shown.
    """

    at: datetime | None
    template: str
    row: Any
    client: Client
    matter: str
    n: int
    name: str
    title: str = ""
    why: str = ""
    quote: str = ""
    quote_in: str = ""
    also: str = ""
    url: str = ""
    # What the button does, where it is more than opening.
    act: str = ""
    far: str = ""
    day: str = ""
    is_past: bool = False
    is_soon: bool = False


def lines(
    *,
    troubles: Iterable[Trouble],
    unready: Iterable[Unready],
    against_rules: Iterable[AgainstRules],
    commitments: Iterable[Commitments],
    overdue: Iterable[Overdue],
    now: datetime,
) -> list[Line]:
    """All of them, what hurts first on top; what hurts at no known time stands last."""
    found = [_trouble(each, now) for each in troubles]
    found += [_unready(each, now) for each in unready]
    found += [_rule(each, now) for each in against_rules]
    found += [_matter(each, now) for each in commitments]
    found += [_waited(each) for each in overdue]
    return sorted(found, key=lambda line: (line.at is None, line.at, line.client.pk))


def _trouble(each: Trouble, now: datetime) -> Line:
    """What its own template tells. In another state it is another matter."""
    if each.delivery is None:
        channel = each.channel
        matter, n = f"channel:{channel.pk}:{channel.health}", each.n_at_risk
        name = channel.handle
    else:
        state = "after" if each.is_after else each.delivery.rest or each.delivery.state
        matter = f"post:{each.delivery.post_id}:{state}:{each.delivery.reason}"
        n, name = len(each.networks), each.delivery.post.first_words
    return _timed(each, each.harm_at, "desk/trouble.html", now, matter=matter, n=n, name=name)


def _unready(each: Unready, now: datetime) -> Line:
    return _timed(
        each,
        each.due_at,
        "desk/release_line.html",
        now,
        matter=f"release:{each.public_id}",
        n=each.n_all - each.n_ready,
        name=each.name,
    )


def _timed(
    each: Trouble | Unready,
    at: datetime | None,
    template: str,
    now: datetime,
    *,
    matter: str,
    n: int,
    name: str,
) -> Line:
    return Line(
        at,
        template,
        each,
        each.client,
        matter[:MOST_LETTERS],
        n,
        name,
        is_past=at is not None and at <= now,
        is_soon=at is not None and at <= now + SOON,
    )


def _rule(each: AgainstRules, now: datetime) -> Line:
    """Of one post its rule is quoted; of more it is said how many they are."""
    rule, others = brief_of(each.told[0]), len(each.told) - 1
    title, why = rule, _("In a post to come:")
    if each.n > 1:
        title = ngettext(
            "{n} post to come breaks a rule", "{n} posts to come break a rule", each.n
        ).format(n=each.n)
        why = _("{rule}, in the first:").format(rule=rule)
    also = ""
    if others:
        also = ngettext("and {n} rule more", "and {n} rules more", others).format(n=others)
    return Line(
        each.due_at,
        "",
        each,
        each.client,
        f"rules:{each.client.pk}:{each.told[0].key}"[:MOST_LETTERS],
        each.n,
        title,
        title=title,
        why=why,
        quote=Truncator(each.name).chars(90),
        quote_in=each.language,
        also=also,
        url=_posts_url(each),
        act=_act_of_rule(each),
        is_soon=each.due_at <= now + SOON,
    )


def _act_of_rule(each: AgainstRules) -> str:
    if not each.may_write:
        return _("Look")
    return _("Add the sentence") if each.n == 1 and _is_a_lack(each.told[0]) else _("Put right")


def _is_a_lack(told: Told) -> bool:
    """Whether a sentence is missing, which one click adds."""
    return told.code in ("sentence", "pack") and bool(told.better) and not told.said


def _posts_url(each: AgainstRules) -> str:
    if each.n > 1:
        return f"{screen_of('editorial:posts', each.client.slug)}?group=rules"
    return f"{reverse('editorial:post', args=[each.client.slug, each.public_id])}#tone"


def _matter(each: Commitments, now: datetime) -> Line:
    today = each.client.today(now)
    first, *others = sorted(each.open, key=lambda matters: matters.on)
    n = (each.on - today).days
    page = screen_of("clients:matters", each.client.slug)
    title = _SENTENCES[first.section](first)
    return Line(
        datetime.combine(each.on, time.max, ZoneInfo(each.client.time_zone)),
        "",
        each,
        each.client,
        f"open:{each.client.pk}:{first.section}",
        sum(len(matters.names) for matters in each.open),
        title,
        title=title,
        why=" ".join([_names(first), *(_SENTENCES[more.section](more) + "." for more in others)]),
        url=f"{page}#{first.section}-h",
        act=str(_ACTS[first.section]) if each.may_write else _("Look"),
        far=_("today") if n == 0 else cldr.far(timedelta(days=n), "day"),
        day=cldr.day(each.on, "EEE d MMM"),
        is_past=n < 0,
        is_soon=n <= SOON.days,
    )


def _waited(each: Overdue) -> Line:
    """The harm is done since the first of them was not answered in time."""
    title = ngettext(
        "{n} person has waited longer than promised",
        "{n} people have waited longer than promised",
        each.n,
    ).format(n=each.n)
    return Line(
        each.since,
        "",
        each,
        each.client,
        f"overdue:{each.client.pk}",
        each.n,
        title,
        title=title,
        why=_first(each.names, each.n),
        url=screen_of("community:inbox", each.client.slug),
        act=ngettext("Open the conversation", "Open the {n} conversations", each.n).format(
            n=each.n
        ),
        is_past=True,
    )


def _names(matters: Matters) -> str:
    return _first(matters.names, len(matters.names))


def _first(names: Sequence[str], n: int) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    more = n - _MOST_NAMES
    if more > 0:
        return ngettext("{names} and {n} more.", "{names} and {n} more.", more).format(
            names=shown, n=more
        )
    return f"{shown}."


def _acts(matters: Matters) -> str:
    n = len(matters.names)
    return ngettext(
        "{n} act has not said yes to the line-up", "{n} acts have not said yes to the line-up", n
    ).format(n=n)


def _deliverables(matters: Matters) -> str:
    n = len(matters.names)
    return ngettext("{n} deliverable to hand in", "{n} deliverables to hand in", n).format(n=n)


def _works(matters: Matters) -> str:
    n = len(matters.names)
    if matters.who:
        return ngettext(
            "{n} work waits for the yes of {who}", "{n} works wait for the yes of {who}", n
        ).format(n=n, who=matters.who)
    return ngettext("{n} work waits for a yes", "{n} works wait for a yes", n).format(n=n)


def _windows(matters: Matters) -> str:
    n = len(matters.names)
    inside = ngettext(
        "{all} post inside «{window}»", "{all} posts inside «{window}»", matters.n_all
    ).format(all=matters.n_all, window=matters.who)
    undecided = ngettext("{n} to decide", "{n} to decide", n).format(n=n)
    return f"{inside}, {undecided}"


_SENTENCES: dict[str, Callable[[Matters], str]] = {
    "acts": _acts,
    "deliverables": _deliverables,
    "works": _works,
    "windows": _windows,
}
_ACTS: dict[str, Promise] = {
    "acts": gettext_lazy("Note the yes"),
    "deliverables": gettext_lazy("Hand in"),
    "works": gettext_lazy("Note the yes"),
    "windows": gettext_lazy("Decide"),
}
