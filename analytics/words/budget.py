"""Budget and hours in words. Always in the active language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics import burn_chart
from analytics.burn_chart import BurnChart
from analytics.burning import Burn, Way
from analytics.instalments import Instalment
from analytics.queries.ads_spent import AdsSpent
from analytics.queries.budget import MAKING, OUT, READY, WAITING, Period, PieceCount, Rounds
from clients.work import Piece
from people import cldr

_PIPS = ((OUT, "series-1"), (READY, "series-3"), (WAITING, "series-4"), (MAKING, "series-2"))
# Up to so many days the numbers of the chart are daily.
MOST_DAILY_ROWS = 62


def hours(minutes: int | Fraction) -> str:
    """13,6: hours with at most one decimal, without a unit."""
    return cldr.number(float(minutes) / 60, "#,##0.#")


def all_hours(included: int, extra: int) -> str:
    """34, or 34 + 13,9 extra: the hours of the contract and those that the client said yes to beyond it, of `included`."""
    if not extra:
        return hours(included)
    words = {"included": hours(included - extra), "extra": hours(extra)}
    return _("%(included)s + %(extra)s extra") % words


def _long(on: date) -> str:
    return cldr.day(on, "EEEE d MMMM")


def lead(found: Burn, period: Period) -> str:
    """The one sentence: how far, and when it ends."""
    words = {
        "used": hours(found.used),
        "included": all_hours(found.included or 0, found.extra),
        "end": hours(found.at_end or 0),
        "over": hours(found.over),
        "day": _long(found.ends_on) if found.ends_on else "",
    }
    if period.contract is None:
        return _("%(used)s hours are confirmed. No contract says how many are included.") % words
    if found.included is None:
        return _("%(used)s hours are confirmed. The contract counts no hours.") % words
    if found.is_finished:
        if found.over:
            return (
                _("%(used)s hours were used of %(included)s: %(over)s over the contract.") % words
            )
        return _("%(used)s hours were used of %(included)s.") % words
    if found.is_over:
        words["over_now"] = hours(found.used - found.included)
        # Nothing more is to come: the last day, or a pace of nothing.
        if words["over_now"] == words["over"]:
            return _("The %(included)s hours are used up, and %(over_now)s more.") % words
        return _("The %(included)s hours are used up, and %(over_now)s more; at this pace it is %(over)s over the contract at the end.") % words  # fmt: skip
    if found.rate is None:
        return _("%(used)s hours are used of %(included)s. It is too early to say more.") % words
    if found.ends_on:
        return _("At this pace the hours end on %(day)s, with %(over)s hours over the contract at the end.") % words  # fmt: skip
    return _("At this pace %(end)s of %(included)s hours are used at the end.") % words


def planned_so_far(pieces: list[PieceCount], period: Period) -> str:
    """How much of what was agreed for a month to come has its day."""
    words = {
        "month": cldr.day(period.first_on, "LLLL"),
        "n": sum(min(each.n, each.included or 0) for each in pieces),
        "all": sum(each.included or 0 for each in pieces),
    }
    if period.contract is None:
        return _("No contract is in force in %(month)s.") % words
    if not words["all"]:
        return _("No pieces were agreed for %(month)s.") % words
    return (
        ngettext(
            "%(n)s of %(all)s piece agreed for %(month)s is planned.",
            "%(n)s of %(all)s pieces agreed for %(month)s are planned.",
            sum(each.included or 0 for each in pieces),
        )
        % words
    )


def base(found: Burn) -> str:
    """What the forecast stands on."""
    if found.rate is None or found.is_finished:
        return ""
    return ngettext(
        "base: %(rate)s hours a working day, the last %(n)s",
        "base: %(rate)s hours a working day, the last %(n)s",
        found.n_base,
    ) % {"rate": cldr.number(float(found.rate) / 60, "#,##0.##"), "n": found.n_base}


def chart(found: Burn) -> BurnChart:
    """The burn line with its words."""
    included = "" if found.included is None else hours(found.included)
    return BurnChart(
        found,
        burn_chart.Words(
            description=_("Hours used up to today, and expected up to the end of the period."),
            limit=(_("%(n)s h with the extras") if found.extra else _("%(n)s h by contract"))
            % {"n": included},
            used=f"{hours(found.used)}\u00a0h",
            expected=_("%(n)s h expected") % {"n": hours(found.at_end or 0)},
            ends=_("%(day)s, used up")
            % {"day": cldr.day(found.ends_on, "EEE d") if found.ends_on else ""},
            pace=_("pace of the contract"),
            hours=lambda value: cldr.number(value, "#,##0"),
            day=lambda on: (
                _("%(day)s today") % {"day": on.day}
                if on == found.today
                else cldr.day(on, "d MMM")
                if on in (found.first_on, found.last_on)
                else str(on.day)
            ),
        ),
    )


def table(found: Burn) -> tuple[list[str], list[list[object]]]:
    """The numbers of the chart: columns and rows."""
    columns = [_("Day"), _("Used"), _("Expected"), _("Pace of the contract")]
    rows: list[list[object]] = [
        [
            cldr.day(day.on, "EEE d MMM"),
            None if day.used is None else hours(day.used),
            None if day.forecast is None else hours(day.forecast),
            None if day.pace is None else hours(day.pace),
        ]
        for day in found.days
        # Of a long period week by week, and the last day.
        if len(found.days) <= MOST_DAILY_ROWS or day.on.weekday() == 6 or day.on == found.last_on
    ]
    return columns, rows


def standing(piece: PieceCount) -> str:
    """3 out, 4 ready, 2 waiting."""
    parts = [
        (piece.counts[OUT], ngettext("%(n)s out", "%(n)s out", piece.counts[OUT])),
        (piece.counts[READY], ngettext("%(n)s ready", "%(n)s ready", piece.counts[READY])),
        (piece.counts[WAITING], ngettext("%(n)s waiting", "%(n)s waiting", piece.counts[WAITING])),
        (
            piece.counts[MAKING],
            ngettext("%(n)s being made", "%(n)s being made", piece.counts[MAKING]),
        ),
    ]
    return ", ".join(words % {"n": n} for n, words in parts if n) or _("none begun")


_OF: dict[str, Callable[[int], str]] = {
    Piece.POST: lambda n: ngettext("%(n)s post of %(all)s", "%(n)s posts of %(all)s", n),
    Piece.REEL: lambda n: ngettext("%(n)s reel of %(all)s", "%(n)s reels of %(all)s", n),
    Piece.STORY: lambda n: ngettext("%(n)s story of %(all)s", "%(n)s stories of %(all)s", n),
    Piece.ARTICLE: lambda n: ngettext("%(n)s article of %(all)s", "%(n)s articles of %(all)s", n),
    Piece.NEWSLETTER: lambda n: ngettext(
        "%(n)s newsletter of %(all)s", "%(n)s newsletters of %(all)s", n
    ),
}


def missing(pieces: list[PieceCount], period: Period) -> str:
    """What of the pieces agreed nobody has begun, as one sentence; empty where none were agreed."""
    agreed = [each for each in pieces if each.included]
    if not agreed or period.contract is None:
        return ""
    lacking = [each for each in agreed if each.n_missing]
    of = {
        "period": cldr.day(period.first_on, "LLLL").capitalize()
        if period.contract.is_monthly
        else _("The contract"),
        "what": cldr.together(
            [
                _OF[each.piece](each.n_missing) % {"n": each.n_missing, "all": each.included}
                for each in lacking
            ]
        ),
    }
    if not lacking:
        return _("%(period)s: every piece agreed is out or being made.") % of
    n = sum(each.n_missing for each in lacking)
    return (
        ngettext(
            "%(period)s: %(what)s is missing.",
            "%(period)s: %(what)s are missing.",
            n,
        )
        % of
    )


def bar(piece: PieceCount) -> list[tuple[str, int]]:
    """The parts of a piece's bar: what is out, ready, with somebody, being made."""
    return [(css, piece.counts[name]) for name, css in _PIPS]


def keys() -> list[tuple[str, str]]:
    """What the colours of such bars mean, in their order."""
    words = (
        pgettext("pieces", "out"),
        pgettext("pieces", "ready"),
        pgettext("pieces", "waiting for a yes"),
        pgettext("pieces", "being made"),
    )
    return [(css, word) for (_name, css), word in zip(_PIPS, words, strict=True)]


def far(piece: PieceCount) -> str:
    """How many there are of those agreed, in a few words."""
    words = {"n": piece.n, "all": piece.included, "missing": piece.n_missing, "over": piece.n_over}
    if piece.included is None:
        return _("%(n)s, none agreed") % words
    if piece.n_missing:
        return (
            ngettext(
                "%(n)s of %(all)s, %(missing)s missing",
                "%(n)s of %(all)s, %(missing)s missing",
                piece.n_missing,
            )
            % words
        )
    if piece.n_over:
        return _("%(n)s of %(all)s, %(over)s over") % words
    return _("%(n)s of %(all)s") % words


def rounds_standing(found: Rounds) -> str:
    """Which post is in which round."""
    if not found.most:
        return _("no changes asked for")
    return ngettext(
        "“%(post)s” is in its first round",
        "“%(post)s” is in round %(n)s",
        found.most,
    ) % {"post": found.post, "n": found.most}


def way(each: Way) -> str:
    """One way to stay inside, as somebody would say it."""
    if each.kind == "one_round":
        return ngettext(
            "One round only on the piece that is missing",
            "One round only on the %(n)s pieces that are missing",
            each.n,
        ) % {"n": each.n}
    if each.kind == "move":
        return ngettext(
            "Move %(n)s piece to the next month", "Move %(n)s pieces to the next month", each.n
        ) % {"n": each.n}
    if each.kind == "offered":
        return _("With a yes to the extras that are offered")
    return _("Offer the hours over as an extra")


def ending(found: Burn) -> str:
    """When the hours end, in a few words, for a list of clients."""
    if found.is_over:
        return _("%(over)s h over already") % {"over": hours(found.used - (found.included or 0))}
    if found.ends_on is not None:
        return _("at this pace they end %(day)s, with %(over)s h over at the end") % {
            "day": cldr.day(found.ends_on, "EEE d MMM"),
            "over": hours(found.over),
        }
    return _("%(used)s of %(included)s h used") % {
        "used": hours(found.used),
        "included": all_hours(found.included or 0, found.extra),
    }


def ads_spent(found: AdsSpent) -> str:
    """How much of what was agreed for ads is spent, once it is four fifths or more than all, or will be; else nothing."""
    currency = found.contract.currency
    words = {
        "spent": cldr.money(found.spent, currency),
        "all": cldr.money(found.agreed, currency),
        "over": cldr.money(max(found.spent - found.agreed, Decimal(0)), currency),
        "coming": cldr.money(max(found.coming - found.agreed, Decimal(0)), currency),
    }
    if found.level == "over":
        return _("For ads %(spent)s are spent of the %(all)s agreed: %(over)s more.") % words
    if found.coming > found.agreed:
        return (
            _("With what is planned, ads come to %(coming)s more than the %(all)s agreed.") % words
        )
    if found.level == "near":
        return _("For ads %(spent)s are spent of the %(all)s agreed.") % words
    return ""


def runs_into_another_month(starts_on: date, ends_on: date) -> str:
    """Where a boost of more than one month counts; nothing of one within its month."""
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return ""
    words = {"month": cldr.day(starts_on, "LLLL")}
    return (
        _(
            "It counts in %(month)s, where it begins: write what it spends afterwards as a boost of its own, to count it in its month."
        )
        % words
    )


def too_much_of_the_fee(part: Instalment, currency: str) -> str:
    """Why a statement cannot take that much of a flat fee, and how much it can."""
    words = {
        "left": cldr.money(part.left, currency),
        "whole": cldr.money(part.whole, currency),
        "issued": cldr.money(part.issued, currency),
    }
    if not part.left:
        return _("The whole fee of %(whole)s is issued already: this statement takes 0.") % words
    return (
        _(
            "Of the fee of %(whole)s, %(issued)s is issued already: this statement can take up to %(left)s."
        )
        % words
    )
