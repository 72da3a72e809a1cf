"""Figures in words: names, definitions, sentences. Always in the active language.

A sentence says only what the numbers carry: few data are called few, a comparison is made only where the
whole period before was collected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from analytics.series import Figure, PeriodFigures, Source
from people import cldr

NAMES: dict[str, str | Promise] = {
    "engagements": _("Engagements"),
    "likes": _("Likes"),
    "comments": _("Comments"),
    "shares": _("Shares"),
    "views": _("Views"),
    "saves": _("Saves"),
    "clicks": _("Clicks"),
    "followers": _("Followers"),
    "posts": _("Posts out"),
}
# The rest of the vocabulary, as the forms and files of figures by hand name it.
_MORE_NAMES: dict[str, str | Promise] = {
    "reach": _("Reach"),
    "impressions": _("Impressions"),
    "own_clicks": _("Clicks on our own links"),
    "quotes": _("Quotes"),
    "poll_votes": _("Votes in the poll"),
    "watch_time_s": _("Seconds watched"),
    "avg_watch_s": _("Average seconds watched"),
    "following": _("Accounts followed"),
    "n_posts": _("Posts on the profile"),
    "profile_views": _("Profile visits"),
    "profile_reach": _("Accounts reached by the profile"),
}
DEFINITIONS: dict[str, str | Promise] = {
    "engagements": _(
        "Likes, comments, shares, quotes and saves that the posts gained in the period, whenever they were published."
    ),
    "likes": _("Likes that the posts gained in the period, as the network counts them."),
    "comments": _("Comments that the posts gained in the period, as the network counts them."),
    "shares": _("Shares and quotes that the posts gained in the period."),
    "views": _("Views that the posts gained in the period. Views are not people."),
    "saves": _("Times the posts were saved in the period."),
    "clicks": _("Clicks on the posts in the period, as the network counts them."),
    "own_clicks": _(
        "How often people followed our short links and the links of the client's page in the period, counted by us. What networks call clicks is another figure and never added to it."
    ),
    "followers": _("Followers of the channels at the last collection."),
    "posts": _("Posts published in the period, through us or not."),
}
# Figures of the program itself, beside those of networks.
COUNTED_BY_US = {"own_clicks"}
# One post that brings this part of all engagements is worth a sentence.
STANDS_OUT = 0.3


def metric_name(name: str) -> str | Promise:
    """What a metric of the vocabulary is called on screen."""
    return NAMES.get(name) or _MORE_NAMES.get(name) or name


def number(value: int | float) -> str:
    """1.284 or 1,284."""
    return cldr.number(value, "#,##0.#")


def percentage(ratio: float) -> str:
    """A ratio as whole per cent with its sign: +12 %, −4 %; without the space in English."""
    whole = round(ratio * 100)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return sign + cldr.percent(number(abs(whole)))


def short_day(day: date) -> str:
    """9 nov."""
    return cldr.day(day, "d MMM")


def long_day(day: date) -> str:
    """9 novembre 2026."""
    return cldr.day(day, "d MMMM y")


def weekday(day: date) -> str:
    """lun 9 nov."""
    return cldr.day(day, "EEE d MMM")


def month_name(day: date) -> str:
    """novembre 2026."""
    return cldr.day(day, "LLLL y")


def change(figure: Figure) -> str:
    """How the figure moved: +12 %, or +34 for a level; empty where there is nothing to compare with."""
    if figure.difference is None:
        return ""
    if figure.is_level or figure.ratio is None:
        sign = "+" if figure.difference > 0 else "−" if figure.difference < 0 else ""
        return f"{sign}{number(abs(figure.difference))}"
    return percentage(figure.ratio)


def compared_with(figure: Figure, known: PeriodFigures, *, is_month: bool = False) -> str:
    """What the change is against, in words; and of what no network says, who counted it."""
    compared = _against(figure, known, is_month=is_month)
    if figure.name in COUNTED_BY_US:
        return " · ".join(filter(None, [compared, gettext("counted by us")]))
    return compared


def _against(figure: Figure, known: PeriodFigures, *, is_month: bool) -> str:
    if figure.difference is not None:
        before = number(figure.before or 0)
        if figure.is_level:
            return gettext("since the day before the period")
        if is_month:
            return gettext("on the month before, %(before)s") % {"before": before}
        return ngettext(
            "on the %(n)s day before, %(before)s",
            "on the %(n)s days before, %(before)s",
            known.period.n_days,
        ) % {"n": known.period.n_days, "before": before}
    return ""


def usually(value: int) -> str:
    """What is usual of a measure, beside it."""
    return gettext("usually %(n)s") % {"n": number(value)}


def usual_meaning(*, n_periods: int, n_days: int) -> str:
    """What is called usual."""
    return gettext("Usual is the median of the %(n)s periods of %(days)s days before.") % {
        "n": number(n_periods),
        "days": number(n_days),
    }


def moved(figure: Figure) -> str:
    """The direction as a word, for those who do not see the arrow."""
    if figure.difference is None:
        return ""
    words = {
        "up": pgettext("figure", "up"),
        "down": pgettext("figure", "down"),
        "": pgettext("figure", "unchanged"),
    }
    return words[figure.direction]


def lead(known: PeriodFigures, *, best: tuple[str, int] | None, is_month: bool = False) -> str:
    """One or two sentences on the period. `best` is the strongest post and its engagements."""
    if known.data_since is None:
        return gettext("No figures yet: they come as soon as a post is out.")
    engagements = known.figure("engagements").value
    n_posts = known.figure("posts").value or 0
    if engagements is None:
        return gettext("Nothing was collected in this period.")
    parts = [_amount(known, engagements, n_posts, is_month=is_month)]
    if best and known.period and engagements and not known.is_few:
        title, brought = best
        if STANDS_OUT <= brought / engagements <= 1 and n_posts > 1:
            parts.append(
                gettext("One post, “%(title)s”, brought %(part)s of them.")
                % {"title": title, "part": cldr.percent(number(round(brought / engagements * 100)))}
            )
    if not known.is_comparable and not is_month and known.first_comparison_on:
        parts.append(
            cldr.spoken(
                gettext("Figures since %(since)s: the first comparison comes on %(day)s.")
                % {
                    "since": long_day(known.data_since),
                    "day": long_day(known.first_comparison_on),
                }
            )
        )
    return " ".join(parts)


def _amount(known: PeriodFigures, engagements: int, n_posts: int, *, is_month: bool) -> str:
    posts = ngettext("%(n)s post", "%(n)s posts", n_posts) % {"n": number(n_posts)}
    amount = ngettext("%(n)s engagement", "%(n)s engagements", engagements) % {
        "n": number(engagements)
    }
    if known.is_few:
        return gettext("Few data: %(posts)s and %(amount)s so far.") % {
            "posts": posts,
            "amount": amount,
        }
    ratio = known.figure("engagements").ratio
    values = {"amount": amount, "posts": posts}
    if ratio is None:
        return gettext("%(amount)s, with %(posts)s out.") % values
    values["part"] = cldr.percent(number(abs(round(ratio * 100))))
    if round(ratio * 100) == 0:
        return gettext("%(amount)s, with %(posts)s out: as many as in the period before.") % values
    if ratio > 0:
        more = gettext("%(amount)s, with %(posts)s out: %(part)s more than in the period before.")
        return cldr.spoken(more % values)
    fewer = gettext("%(amount)s, with %(posts)s out: %(part)s fewer than in the period before.")
    return cldr.spoken(fewer % values)


def chart_sentence(known: PeriodFigures) -> str:
    """What the line of engagements per day shows."""
    dated = [(day.engagements, day.day_on) for day in known.days if day.engagements is not None]
    if not dated:
        return gettext("No day of this period has figures yet.")
    peak, peak_on = max(dated, key=lambda each: (each[0], each[1]))
    n_gaps = gaps_of(known)
    most = {"day": short_day(peak_on), "n": number(peak)}
    sentence = cldr.spoken(gettext("Most on %(day)s, with %(n)s.") % most)
    if n_gaps:
        sentence += " " + ngettext(
            "On %(n)s day nothing was collected.", "On %(n)s days nothing was collected.", n_gaps
        ) % {"n": number(n_gaps)}
    return sentence


def gaps_of(known: PeriodFigures) -> int:
    """Days without figures after the first day that has any."""
    since = known.data_since
    return sum(
        1
        for day in known.days
        if day.engagements is None and since is not None and since <= day.day_on and not day.is_open
    )


def followers_sentence(known: PeriodFigures, *, is_month: bool = False) -> str:
    """How the followers moved; a month is read later and says nothing of today."""
    figure = known.figure("followers")
    if figure.value is None:
        return gettext("Followers were not collected yet.")
    now = ngettext("%(n)s follower", "%(n)s followers", figure.value) % {"n": number(figure.value)}
    if figure.difference is None and is_month:
        return gettext("%(now)s at the end of the month.") % {"now": now}
    if figure.difference is None:
        return gettext("%(now)s today; there is nothing to compare with yet.") % {"now": now}
    if figure.difference == 0:
        return gettext("%(now)s, as many as before the period.") % {"now": now}
    if figure.difference > 0:
        return gettext("%(now)s, %(n)s more than before the period.") % {
            "now": now,
            "n": number(figure.difference),
        }
    return gettext("%(now)s, %(n)s fewer than before the period.") % {
        "now": now,
        "n": number(-figure.difference),
    }


def sources(
    found: Sequence[Source], *, names: dict[str, str], zone: ZoneInfo, now: datetime | None
) -> str:
    """Where the figures come from and when they were collected: Source: Mastodon, collected today at 12:20.

    Without `now`, for a page that is read later, the day is always named.
    """
    taken_at = max((each.taken_at for each in found), default=None)
    return collected(named(found, names=names), taken_at=taken_at, zone=zone, now=now)


def named(found: Sequence[Source], *, names: dict[str, str]) -> list[str]:
    """The networks by name, with the people who wrote figures down where they did."""
    return sorted({_named(each, names) for each in found})


def _named(source: Source, names: dict[str, str]) -> str:
    """A network, with the people who wrote its figures down where they did."""
    name = names.get(source.network, source.network)
    if not source.by_hand:
        return name
    return gettext("%(network)s (by hand, %(who)s)") % {"network": name, "who": source.by_hand}


def collected(
    who: Sequence[str], *, taken_at: datetime | None, zone: ZoneInfo, now: datetime | None
) -> str:
    """The line under figures; `taken_at` is when any of them was collected last, None where none was."""
    if taken_at is None:
        return gettext("Source: nothing collected yet")
    day_on = taken_at.astimezone(zone).date()
    words = {"who": ", ".join(who), "at": cldr.instant(taken_at, "HH:mm", zone)}
    if now is not None and day_on == now.astimezone(zone).date():
        return gettext("Source: %(who)s, collected today at %(at)s") % words
    return gettext("Source: %(who)s, collected on %(day)s at %(at)s") % (
        words | {"day": short_day(day_on)}
    )
