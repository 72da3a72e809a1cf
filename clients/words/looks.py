"""What was read of a public account, in words. Pure; always in the active language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from clients.looks import DAYS, Read
from clients.models import Client, Sighting
from clients.words import comparing
from clients.words.competitors import NOT_PUBLIC, problem_sentence
from people import cldr
from people.templatetags.ui import network_name

_PARTS: dict[str, Promise] = {
    "bio": pgettext_lazy("part of a profile", "bio"),
    "link": pgettext_lazy("part of a profile", "link"),
    "picture": pgettext_lazy("part of a profile", "picture"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known of an account: its heading, its words, and what the program read where a person typed something else."""

    name: str
    words: str
    beside: str = ""


_WAIT = gettext_lazy("{network} does not answer right now. Read it again in a few minutes.")
# Why an account could not be read, where other pages say it with other words.
_PROBLEMS: dict[str, Promise] = {
    NOT_PUBLIC: gettext_lazy(
        "{handle} shows itself only to who is signed in. Look at it in a browser and write down by hand what you see."
    ),
    "transient": _WAIT,
    "rate_limited": gettext_lazy(
        "{network} asks us to wait. Read it again in a quarter of an hour."
    ),
}


def problem(sighting: Sighting) -> str:
    """Why the account could not be read, and what to do; empty for none."""
    network, handle = network_name(sighting.network), sighting.address
    if sighting.problem in _PROBLEMS:
        return str(_PROBLEMS[sighting.problem]).format(network=network, handle=handle)
    return problem_sentence(sighting.problem, network=network, handle=handle)


def facts(sighting: Sighting) -> list[Fact]:
    """All that is known of an account, line by line; a figure typed by a person comes first, with the read one beside."""
    read, seen = sighting.read, read_words(sighting)
    of = network_name(sighting.network)

    def fact(name: str, typed: str, field: str) -> Fact:
        told = seen.get(field, "")
        beside = _("%(network)s: %(figure)s") % {"network": of, "figure": told}
        return Fact(name, typed or told, beside if typed and told and typed != told else "")

    found = [
        fact(_("Followers"), _number(sighting.followers), "followers"),
        Fact(_("Posts"), cadence(read) if read else ""),
        fact(_("Posts in 30 days"), _number(sighting.posts), "posts"),
        fact(_("Last post"), _day(sighting.last_post_on), "last_post_on"),
        Fact(_("Engagements per post"), engagements(read) if read else ""),
        fact(_("Formats"), sighting.formats, "formats"),
        Fact(_("Profile"), parts(read) if read else ""),
        Fact(_("Answers its public"), sighting.get_answers_display()),
        Fact(_("Lacks"), sighting.gaps),
    ]
    return [each for each in found if each.words]


def read_words(sighting: Sighting) -> dict[str, str]:
    """What the program read, by the names of the fields in which a person would type it; empty where nothing was read."""
    read = sighting.read
    if read is None:
        return {}
    return {
        "followers": _number(read.figures.followers),
        "posts": _recent(read),
        "last_post_on": _day(read.last_post_on),
        "formats": comparing.forms(read.figures),
    }


def cadence(read: Read) -> str:
    """2.4 a week, 31 in 90 days."""
    if not read.n_posts:
        return _("none in %(days)s days") % {"days": read.days}
    counted = ngettext("%(n)s post in %(days)s days", "%(n)s posts in %(days)s days", read.n_posts)
    counted %= {"n": comparing.number(read.n_posts), "days": read.days}
    a_week = _("%(n)s a week") % {"n": comparing.per_week(read.figures)}
    return f"{a_week}, {counted}"


def engagements(read: Read) -> str:
    """12 in the middle (from 3 to 40, n = 15), 9.7 per 1,000 followers; what is missing is said."""
    figures = read.figures
    if figures.middle is None:
        return _("strangers see none") if read.n_posts else ""
    middle = _("%(n)s, median") % {"n": comparing.number(round(figures.middle, 1))}
    said = f"{middle} ({comparing.spread(figures)})"
    if figures.per_1000 is None:
        return said
    per = comparing.number(round(figures.per_1000, 1))
    return said + ", " + _("%(n)s per 1,000 followers") % {"n": per}


def parts(read: Read) -> str:
    """bio and picture are there, no link."""
    has = ", ".join(str(_PARTS[name]) for name in read.has if name in _PARTS)
    lacks = lacking(read)
    said = [_("there: %(parts)s") % {"parts": has}] if has else []
    said += [_("missing: %(parts)s") % {"parts": lacks}] if lacks else []
    return "; ".join(said)


def lacking(read: Read | None) -> str:
    """The empty parts of a profile."""
    return ", ".join(str(_PARTS[name]) for name in read.lacks if name in _PARTS) if read else ""


def source(sighting: Sighting) -> str:
    """Where the figures are from, and of which day: read from Bluesky on 29 November 2026, or by hand."""
    words = {"network": network_name(sighting.network), "day": _day(sighting.seen_on)}
    if sighting.read_at is None:
        return cldr.spoken(_("seen on %(day)s, by hand") % words)
    return cldr.spoken(_("read from %(network)s on %(day)s") % words)


def in_short(sighting: Sighting) -> str:
    """The figures of an account in one sentence with their source: what an offer and a choice of channels rest on."""
    read, followers = sighting.read, sighting.known_followers
    said = []
    if followers is not None:
        n = ngettext("%(n)s follower", "%(n)s followers", followers)
        said.append(n % {"n": comparing.number(followers)})
    if read:
        said.append(cadence(read))
        if read.figures.middle is not None:
            said.append(_("engagements per post: %(n)s") % {"n": engagements(read)})
    elif sighting.posts is not None:
        n = ngettext("%(n)s post in 30 days", "%(n)s posts in 30 days", sighting.posts)
        said.append(n % {"n": comparing.number(sighting.posts)})
    silent = sighting.days_silent
    if silent is not None:
        n = ngettext("last post %(n)s day before", "last post %(n)s days before", silent)
        said.append(n % {"n": comparing.number(silent)})
    told = "; ".join(each for each in said if each) or _("no figure")
    words = {"account": sighting.address, "told": told, "source": source(sighting)}
    return _("%(account)s: %(told)s (%(source)s).") % words


def season_note(client: Client) -> str:
    """That figures of three months say little of a trade with a season; empty where nobody said one."""
    season = str(client.facts.get("season") or "").strip()
    if not season:
        return ""
    words = _("Season of the client: %(season)s. These figures are of the last %(days)s days.")
    return words % {"season": season, "days": DAYS}


def formats(sighting: Sighting) -> str:
    """The forms of its posts: as a person wrote them down, else as they were counted."""
    return sighting.formats or read_words(sighting).get("formats", "")


def lacks(sighting: Sighting) -> str:
    """What a visitor looks for in vain: in a person's words, and what was read."""
    return "\n".join(each for each in (sighting.gaps, lacking(sighting.read)) if each)


def latest(sightings: Iterable[Sighting]) -> list[Sighting]:
    """The newest look at each account that tells something: one that is under way or failed is none yet."""
    newest: dict[tuple[str, str], Sighting] = {}
    for each in sightings:
        is_typed = not each.name or any(
            (each.followers is not None, each.posts is not None, each.last_post_on, each.formats, each.answers, each.gaps)
        )  # fmt: skip
        key = (each.network, each.address.casefold())
        if (each.found or is_typed) and (key not in newest or newest[key].seen_on < each.seen_on):
            newest[key] = each
    return list(newest.values())


def _recent(read: Read) -> str:
    n = comparing.number(read.n_recent)
    return _("at least %(n)s") % {"n": n} if read.is_cut else n


def _number(value: int | None) -> str:
    return "" if value is None else comparing.number(value)


def _day(day: date | None) -> str:
    return cldr.day(day, "d MMMM y") if day else ""
