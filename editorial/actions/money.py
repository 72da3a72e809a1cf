"""Costs, boosts and extras of a client: written down by who may see money; an extra is answered by the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.currencies import first_of_another
from clients.models import Client, Contact
from clients.queries.contracts import contract_on, month_span
from editorial.actions.effort import closed_words
from editorial.lifecycle import VoiceWay
from editorial.models import Boost, Cost, Extra, ExtraAnswer
from people import audit
from people.many_rows import update_each
from people.models import Member

Row = TypeVar("Row", Cost, Boost)


class MoneyError(Exception):
    """The amount cannot be; the text is for the person who tried, `field` says which answer it is about."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def one_currency(*, client: Client, on: date, currency: str) -> None:
    """Refuses an amount that could not be added to the contract of that day, because its currency is another."""
    contract = contract_on(client=client, on=on)
    if contract is not None and first_of_another([contract], currency=currency):
        raise MoneyError(mixed_words(ours=contract.currency, theirs=currency), "currency")


def mixed_words(*, ours: str, theirs: str) -> str:
    """Why an amount cannot be added to a contract in another currency, and what to do."""
    return _(
        "The contract is in %(ours)s, so an amount in %(theirs)s cannot be added to it. Write it in %(ours)s, at the rate of that day."
    ) % {"ours": ours, "theirs": theirs}


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "period_closed":
            raise MoneyError(closed_words()) from error
        raise


def write_cost(*, by: Member, client: Client, now: datetime, **what: Any) -> Cost:
    """Writes down something bought outside (the fields of Cost). Raises MoneyError for mixed currencies or a closed period."""
    one_currency(client=client, on=what["on"], currency=what["currency"])
    with _said_in_words():
        cost = Cost.objects.create(
            agency_id=client.agency_id, client=client, created_by=by, created_at=now, **what
        )
        _record(by, "cost.written", cost, {"amount": str(cost.amount), "on": cost.on}, now)
    return cost


def change_cost(*, by: Member, cost: Cost, now: datetime, **what: Any) -> Cost:
    """Corrects a cost (the fields of Cost). Raises MoneyError as writing one does, and where it was taken away meanwhile."""
    one_currency(client=cost.client, on=what["on"], currency=what["currency"])
    with _said_in_words():
        return _changed(by, cost, "cost.changed", what, now)


def remove_cost(*, by: Member, cost: Cost, now: datetime) -> None:
    """Takes a cost away that was a mistake."""
    with _said_in_words():
        _record(by, "cost.removed", cost, {"amount": str(cost.amount), "on": cost.on}, now)
        cost.delete()


def write_boost(*, by: Member, client: Client, now: datetime, **what: Any) -> Boost:
    """Writes down a boost (the fields of Boost). Raises MoneyError as a cost does, and where it ends before it starts."""
    _boost_can_be(client, what)
    with _said_in_words():
        boost = Boost.objects.create(
            agency_id=client.agency_id, client=client, created_by=by, created_at=now, **what
        )
        _record(by, "boost.written", boost, {"starts_on": boost.starts_on}, now)
    return boost


def change_boost(*, by: Member, boost: Boost, now: datetime, **what: Any) -> Boost:
    """Corrects a boost (the fields of Boost). Raises MoneyError as writing one does, and where it was taken away meanwhile."""
    _boost_can_be(boost.client, what)
    with _said_in_words():
        return _changed(by, boost, "boost.changed", what, now)


def _boost_can_be(client: Client, what: Mapping[str, Any]) -> None:
    if what["ends_on"] < what["starts_on"]:
        raise MoneyError(_("The boost ends before it starts."), "ends_on")
    one_currency(client=client, on=what["starts_on"], currency=what["currency"])


def _changed(by: Member, row: Row, verb: str, what: Mapping[str, Any], now: datetime) -> Row:
    """The row with what is new in it; nothing is written where nothing is."""
    found = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise MoneyError(
            _("Somebody took this away meanwhile. Write it down again if it is needed.")
        )
    fields = [name for name, value in what.items() if getattr(found, name) != value]
    for name in fields:
        setattr(found, name, what[name])
    if fields:
        found.save(update_fields=fields)
        _record(by, verb, found, {"fields": sorted(fields)}, now)
    return found


def remove_boost(*, by: Member, boost: Boost, now: datetime) -> None:
    """Takes a boost away that was a mistake."""
    with _said_in_words():
        _record(by, "boost.removed", boost, {"starts_on": boost.starts_on}, now)
        boost.delete()


def import_boosts(
    *, by: Member, client: Client, lines: Sequence[Mapping[str, Any]], now: datetime
) -> tuple[int, int]:
    """Takes over lines of an ads manager's export, all or none: how many are new, how many were known and brought up to date.

    Each line is the fields of a Boost with its `source_key`, so that the same file twice changes nothing. What somebody wrote
    down of the same campaign and first day is that boost: the line fills it, and what the line does not say stays.
    """
    with _said_in_words():
        # One import after the other; who refers to the client meanwhile does not wait.
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        # A contract is of whole months: a day of each stands for all of them.
        days = {(month_span(line["starts_on"])[0], line["currency"]) for line in lines}
        for on, currency in sorted(days):
            one_currency(client=client, on=on, currency=currency)
        n_new = _taken_over(by, client, lines, now)
        _record(by, "boosts.imported", client, {"new": n_new, "known": len(lines) - n_new}, now)
    return n_new, len(lines) - n_new


def _taken_over(
    by: Member, client: Client, lines: Sequence[Mapping[str, Any]], now: datetime
) -> int:
    """Writes the new ones at once, and of the others those that say something else; returns how many are new."""
    keys = [line["source_key"] for line in lines]
    there = boosts_by_hand(client=client, lines=lines)
    known = Boost.objects.filter(client=client, source_key__in=keys).select_for_update(of=("self",))
    there |= {boost.source_key: boost for boost in known}
    fresh: list[Boost] = []
    otherwise: dict[int, tuple[Boost, set[str]]] = {}
    for line in lines:
        boost = there.get(line["source_key"])
        if boost is None:
            boost = Boost(client=client, agency_id=client.agency_id, created_by=by, created_at=now, **line)  # fmt: skip
            there[boost.source_key] = boost
            fresh.append(boost)
            continue
        changed = _filled(boost, line)
        if boost.pk is not None:
            otherwise.setdefault(boost.pk, (boost, set()))[1].update(changed)
    Boost.objects.bulk_create(fresh, batch_size=500)
    update_each(otherwise.values())
    return len(fresh)


def _filled(boost: Boost, line: Mapping[str, Any]) -> list[str]:
    """The boost with what the line says; what it does not say stays. Returns the fields in which it says anything else."""
    said = {name: value for name, value in line.items() if value is not None}
    if post := said.pop("post", None):
        said["post_id"] = post.pk
    changed = [name for name, value in said.items() if getattr(boost, name) != value]
    for name in changed:
        setattr(boost, name, said[name])
    return changed


def boosts_by_hand(*, client: Client, lines: Iterable[Mapping[str, Any]]) -> dict[str, Boost]:
    """What was written down by hand of the campaigns of these lines (same name and first day), by the lines' `source_key`.

    Without those that an export filled, those of lines that came in already, and those of issued days, which stay as they are.
    """
    wanted = {
        (line["name"].casefold(), line["starts_on"]): line["source_key"]
        for line in lines
        if line.get("name") and line.get("starts_on")
    }
    of_client = Boost.objects.filter(client=client)
    known = set(
        of_client.filter(source_key__in=wanted.values()).values_list("source_key", flat=True)
    )
    closed = [(each.first_on, each.last_on) for each in client.closed_periods.all()]
    found: dict[str, Boost] = {}
    for boost in of_client.filter(
        source_key="", starts_on__in={on for _name, on in wanted}
    ).order_by("pk"):
        key = wanted.get((boost.name.casefold(), boost.starts_on))
        is_closed = any(first <= boost.starts_on <= last for first, last in closed)
        if key and key not in known and not is_closed:
            found.setdefault(key, boost)
    return found


def offer_extra(
    *,
    by: Member,
    client: Client,
    what: str,
    minutes: int,
    price: Decimal,
    currency: str,
    now: datetime,
) -> Extra:
    """Offers work beyond the contract, with its hours and price; the client finds it behind their link."""
    one_currency(client=client, on=client.today(now), currency=currency)
    with transaction.atomic():
        extra = Extra.objects.create(
            agency_id=client.agency_id, client=client, what=what, minutes=minutes, price=price, currency=currency,
            offered_by=by, offered_at=now,
        )  # fmt: skip
        _record(by, "extra.offered", extra, {"price": str(price)}, now)
    return extra


def answer_by_contact(*, extra: Extra, contact: Contact, is_yes: bool, now: datetime) -> Extra:
    """The client's own person says yes or no, behind their link. Refuses who only looks, and what is settled."""
    if contact.client_id != extra.client_id or not contact.may_decide:
        raise MoneyError(_("Only those who approve for the client can decide."))
    answer = ExtraAnswer.YES if is_yes else ExtraAnswer.NO
    return _settle(extra, answer, contact.name, None, now, answered_by_contact=contact)


def answer_by_voice(
    *, by: Member, extra: Extra, is_yes: bool, who: str, how: str, now: datetime
) -> Extra:
    """A member writes down what the client said, who said it and how."""
    if not who.strip():
        raise MoneyError(_("Say who of the client said it."), "who")
    if how not in VoiceWay.values:
        raise MoneyError(_("Say how it was said."), "how")
    answer = ExtraAnswer.YES if is_yes else ExtraAnswer.NO
    return _settle(extra, answer, who.strip()[:120], by, now, said_how=how)


def give_extra(*, by: Member, extra: Extra, now: datetime) -> Extra:
    """The agency does it for nothing: it stands on the statement without a price."""
    return _settle(extra, ExtraAnswer.GIVEN, str(by.user), by, now)


def withdraw_extra(*, by: Member, extra: Extra, now: datetime) -> Extra:
    """Takes the offer back."""
    return _settle(extra, ExtraAnswer.WITHDRAWN, str(by.user), by, now)


def _settle(
    extra: Extra, answer: ExtraAnswer, name: str, by: Member | None, now: datetime, **more: Any
) -> Extra:
    with transaction.atomic():
        row = (
            Extra.objects.select_for_update(of=("self",)).select_related("agency").get(pk=extra.pk)
        )
        if row.answer:
            raise MoneyError(_("This extra is settled already."))
        row.answer, row.answered_at, row.answered_name = answer, now, name
        row.written_by = by
        for field, value in more.items():
            setattr(row, field, value)
        row.save()
        audit.record(
            actor=by, agency=row.agency, verb="extra.answered", target=row,
            data={"answer": str(answer), "by": name}, name="" if by else name, now=now,
        )  # fmt: skip
    return row


def _record(by: Member, verb: str, target: Any, data: dict[str, object], now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=target, data=data, now=now)
