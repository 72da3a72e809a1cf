"""A statement as tables: one description, from which the page, the paper and the workbook are made. In the active language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.cost_shares import CostShare
from clients.objectives import Objective
from clients.work import Activity, Piece
from people import cldr

Kind = Literal["text", "money", "hours", "day", "number"]
_RIGHT = ("money", "hours", "number")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; `kinds` say what the cells of each column are: text, Decimal, minutes, date or int."""

    title: str
    columns: list[str]
    kinds: list[Kind]
    rows: list[list[Any]]
    currency: str
    note: str = ""
    ends_in_sum: bool = False

    def written(self) -> list[list[str]]:
        """The rows as the reader's language writes them."""
        return [
            [write(cell, kind, self.currency) for cell, kind in zip(row, self.kinds, strict=True)]
            for row in self.rows
        ]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Columns for components/table.html: the label and the class that aligns it."""
        return [
            (label, "num" if kind in _RIGHT else "")
            for label, kind in zip(self.columns, self.kinds, strict=True)
        ]

    @property
    def right(self) -> list[int]:
        """Which columns align right, for paper."""
        return [n for n, kind in enumerate(self.kinds) if kind in _RIGHT]


def write(cell: Any, kind: Kind, currency: str) -> str:
    """A cell in words; None is a dash."""
    if cell is None or cell == "":
        return "–"
    if kind == "money":
        return cldr.money(cell, currency)
    if kind == "hours":
        return cldr.hours(cell)
    if kind == "day":
        return cldr.day(cell, "d MMM y")
    return cldr.number(cell) if kind == "number" else str(cell)


def title(first_on: date, last_on: date) -> str:
    """Statement, November 2026; or from one day to another."""
    if first_on.day == 1 and (first_on.year, first_on.month) == (last_on.year, last_on.month):
        return _("Statement, %(month)s") % {"month": cldr.day(first_on, "LLLL y")}
    words = {"since": cldr.day(first_on, "d MMMM y"), "until": cldr.day(last_on, "d MMMM y")}
    return cldr.spoken(_("Statement from %(since)s to %(until)s") % words)


def lead(figures: dict[str, Any]) -> str:
    """What it comes to, and how the hours went, in one sentence."""
    total = cldr.money(Decimal(figures["total"]), figures["currency"])
    # Statements that were issued before rests were told have none.
    rests = [tuple(map(date.fromisoformat, each)) for each in figures.get("rests", ())]
    rested = "".join(f" {each}" for each in rested_words(rests))
    included = figures["minutes_included"]
    if included is None:
        return _("%(total)s without VAT.") % {"total": total} + rested
    words = {
        "total": total,
        "used": cldr.hours_said(figures.get("minutes_so_far", figures["minutes"])),
        "included": cldr.hours_said(included),
    }
    # Statements that were issued before this was told have no such figure.
    if extra := figures.get("minutes_extra"):
        words["extra"] = cldr.hours_said(extra)
        words["included"] = _("%(included)s and %(extra)s extra") % words
    if "fee_whole" in figures:
        said = _("%(total)s without VAT; %(used)s of %(included)s since the contract began.")
    else:
        said = _("%(total)s without VAT; %(used)s of %(included)s.")
    return said % words + rested


def rested_words(rests: Iterable[Sequence[date]]) -> list[str]:
    """On which days of the period the work rested (first and last of each rest), a sentence for each."""
    said = []
    for first, last in rests:
        words = {"since": cldr.day(first, "d MMMM"), "until": cldr.day(last, "d MMMM")}
        one = _("The work was paused on %(since)s.")
        more = _("The work was paused from %(since)s to %(until)s.")
        said.append(cldr.spoken((one if first == last else more) % words))
    return said


def fiscal_lines(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """What the invoice needs, with its labels."""
    known = figures["fiscal"]
    labels = {
        "legal_name": _("Name"), "address": _("Address"), "vat_number": _("VAT number (P. IVA)"), "tax_code": _("Tax code (codice fiscale)"),
        "recipient_code": _("Recipient code (codice destinatario)"), "pec": "PEC", "cig": "CIG", "cup": "CUP",
        "purchase_order": _("Purchase order"),
    }  # fmt: skip
    lines = [(label, str(known[name])) for name, label in labels.items() if known.get(name)]
    if known.get("is_split_payment"):
        lines.append((_("Split payment"), _("yes")))
    return lines


def sums(figures: dict[str, Any]) -> Table:
    """What is invoiced, line by line, with its total."""
    parts = [
        (_fee_words(figures), figures["fee"]),
        (_("Extras with a yes"), figures["sums"]["extras"]),
        (_("Costs, passed on"), figures["sums"]["passed_on"]),
        (_("Boosts that we paid"), figures["sums"]["boosts"]),
    ]
    rows = [[label, Decimal(amount)] for label, amount in parts if Decimal(amount)]
    rows.append([_("Total without VAT"), Decimal(figures["total"])])
    return Table(
        _("To invoice"), [_("Item"), _("Amount")], ["text", "money"], rows, figures["currency"],
        note=_rest_of_the_fee(figures), ends_in_sum=True,
    )  # fmt: skip


def _fee_words(figures: dict[str, Any]) -> str:
    whole = Decimal(figures.get("fee_whole", figures["fee"]))
    if whole == Decimal(figures["fee"]):
        return _("Fee")
    return _("Fee, a part of %(whole)s") % {"whole": cldr.money(whole, figures["currency"])}


def _rest_of_the_fee(figures: dict[str, Any]) -> str:
    """Of a flat fee in parts: what went before and what is left."""
    before, left = (Decimal(figures.get(name, 0)) for name in ("fee_before", "fee_left"))
    if not before and not left:
        return ""
    if not before:
        return _("Of the fee, %(left)s is left.") % {"left": cldr.money(left, figures["currency"])}
    words = {
        "before": cldr.money(before, figures["currency"]),
        "left": cldr.money(left, figures["currency"]),
    }
    return _("Of the fee, %(before)s went before; %(left)s is left.") % words


def tables(figures: dict[str, Any]) -> list[Table]:
    """All tables that have rows: the sums, pieces, hours, extras, costs, boosts."""
    made = [
        sums(figures),
        _pieces(figures),
        _objectives(figures),
        _activities(figures),
        _timesheet(figures),
        _extras(figures),
        _costs(figures),
        _boosts(figures),
        _apart(figures),
    ]
    return [table for table in made if table.rows]


def _pieces(figures: dict[str, Any]) -> Table:
    return Table(
        _("Done against the contract"),
        [_("Item"), _("Agreed"), _("Done")],
        ["text", "number", "number"],
        [[str(Piece(p["piece"]).label), p["included"], p["out"]] for p in figures["pieces"]],
        figures["currency"],
        note=" ".join(filter(None, [_counted_since(figures), _rounds(figures["rounds"])])),
    )


def _objectives(figures: dict[str, Any]) -> Table:
    how = _(
        "What is invoiced, in the proportion of the work on the posts of each objective. What was for no single post is shared by the posts that are out."
    )
    return Table(
        _("What it was for"),
        [_("Objective"), _("Posts out"), _("Amount")],
        ["text", "number", "money"],
        [
            [aim_in_words(aim), n, Decimal(amount)]
            for aim, n, amount in figures.get("objectives", [])
        ],
        figures["currency"],
        note=" ".join(filter(None, [how, _not_weighed(figures)])),
    )


def _activities(figures: dict[str, Any]) -> Table:
    return Table(
        _("Hours by activity"),
        [_("Activity"), _("Hours")],
        ["text", "hours"],
        [[str(Activity(name).label), minutes] for name, minutes in figures["activities"]],
        figures["currency"],
    )


def _timesheet(figures: dict[str, Any]) -> Table:
    return Table(
        _("Hours by person and work package"),
        [_("Person"), _("Work package"), _("Hours")],
        ["text", "text", "hours"],
        figures["timesheet"],
        figures["currency"],
    )


def _extras(figures: dict[str, Any]) -> Table:
    def row(extra: dict[str, Any]) -> list[Any]:
        is_paid = extra["answer"] == "yes"
        who = extra["who"] if is_paid else _("given by us")
        price = Decimal(extra["price"]) if is_paid else Decimal(0)
        return [extra["what"], date.fromisoformat(extra["on"]), who, extra["minutes"], price]

    return Table(
        _("Extras"),
        [_("What"), _("Day"), _("Who said yes"), _("Hours"), _("Price")],
        ["text", "day", "text", "hours", "money"],
        [row(each) for each in figures["extras"]],
        figures["currency"],
    )


def _costs(figures: dict[str, Any]) -> Table:
    return Table(
        _("Costs, passed on"),
        [_("What"), _("From whom"), _("Day"), _("Amount")],
        ["text", "text", "day", "money"],
        [
            [c["what"], c["supplier"], date.fromisoformat(c["on"]), Decimal(c["amount"])]
            for c in figures["costs"]
        ],
        figures["currency"],
    )


def _boosts(figures: dict[str, Any]) -> Table:
    def row(boost: dict[str, Any]) -> list[Any]:
        days = [date.fromisoformat(boost[name]) for name in ("starts_on", "ends_on")]
        spent = None if boost["spent"] is None else Decimal(boost["spent"])
        return [boost["name"], *days, boost["n_results"], spent]

    return Table(
        _("Boosts"),
        [_("Campaign"), _("First day"), _("Last day"), _("Paid results"), _("Spent")],
        ["text", "day", "day", "number", "money"],
        [row(each) for each in figures["boosts"]],
        figures["currency"],
        note=_(
            "Paid results are not added to organic ones. What is on the client's own card is not invoiced."
        ),
    )


def _apart(figures: dict[str, Any]) -> Table:
    return Table(
        _("In another currency"),
        [_("What"), _("Day"), _("Amount")],
        ["text", "day", "text"],
        [
            [
                a["what"],
                date.fromisoformat(a["on"]),
                cldr.money(Decimal(a["amount"]), a["currency"]),
            ]
            for a in figures.get("apart", [])
        ],
        figures["currency"],
        note=_("These amounts are not in the total."),
    )


def _not_weighed(figures: dict[str, Any]) -> str:
    """Which hours had no rate to be weighed by."""
    activities = [str(Activity(name).label) for name, _n in figures.get("without_rate", [])]
    if not activities:
        return ""
    return _("Hours without a rate are not weighed: %(activities)s.") % {
        "activities": ", ".join(activities)
    }


def _counted_since(figures: dict[str, Any]) -> str:
    return _("Counted since the contract began.") if "fee_whole" in figures else ""


def aim_in_words(aim: str | None) -> str:
    """An objective's name, or that there is none."""
    if aim is None:
        return _("For no single post")
    return str(Objective(aim).label) if aim else _("Without an objective")


def costs_by_objective(shares: list[CostShare], currency: str) -> Table:
    """The cost of the work on the posts of each objective; what networks were paid in a column of its own."""
    is_paid = any(share.paid for share in shares)
    columns = [_("Objective"), _("Posts out"), _("Cost of the work"), _("A post")]
    kinds: list[Kind] = ["text", "number", "money", "money"]
    rows: list[list[Any]] = [
        [aim_in_words(share.aim), share.n_out, share.cost, share.per_post] for share in shares
    ]
    if len(rows) > 1:
        n_out = sum(share.n_out for share in shares)
        whole = CostShare("", n_out, sum((share.cost for share in shares), Decimal(0)), Decimal(0))
        rows.append([_("Total"), n_out, whole.cost, whole.per_post])
    if is_paid:
        columns.append(_("Boosts"))
        kinds.append("money")
        paid = [share.paid for share in shares]
        for row, amount in zip(rows, [*paid, sum(paid, Decimal(0))], strict=False):
            row.append(amount or None)
    return Table(_("Cost by objective"), columns, kinds, rows, currency)


def _rounds(rounds: dict[str, Any] | None) -> str:
    if rounds is None:
        return ""
    if not rounds["most"]:
        return _("No changes were asked for.")
    words = ngettext(
        "Rounds of changes: %(included)s a post included; the most was %(n)s, on “%(post)s”.",
        "Rounds of changes: %(included)s a post included; the most were %(n)s, on “%(post)s”.",
        rounds["most"],
    )
    return words % {"included": rounds["included"], "n": rounds["most"], "post": rounds["post"]}
