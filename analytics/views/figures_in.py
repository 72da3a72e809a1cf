"""Where a client's own program sends its figures: an address with a token per source, of which we keep only the hash.

    POST /in/figures/<token>/   {"date": "2026-11-30", "value": 27}
                                {"figures": [{"from": "2026-11-23", "to": "2026-11-29", "value": 6}, …]}

Each may say what proves it: "proof" is a link, "author" whose word it is, "note" where it was read. A field of another name is refused.

A date alone means the source's day, week or month. Sending the same again changes nothing; another value is a correction.
All come in or none does.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.actions.declaring import Declared, DeclaringRefusedError, Proof, declare
from analytics.declared_csv import period_of
from analytics.models import Way
from clients.models import FigureSource, Status
from clients.models.goals import DIGITS, PLACES
from clients.queries.access_links import token_hash
from people.clock import database_now
from people.rates import is_too_often

MOST_BYTES = 100_000
MOST_FIGURES = 1_000
A_MINUTE = 60
_MOST_CHARS = {"proof": 500, "author": 120, "note": 300}
_FIELDS = {"date", "from", "to", "value", *_MOST_CHARS}
_is_link = URLValidator(schemes=["https", "http"])


class _BadFigureError(Exception):
    """What was sent cannot be read; the text says what and where."""


@never_cache
@csrf_exempt
@require_POST
def figures_in(request: HttpRequest, token: str) -> JsonResponse:
    """Takes figures in for the source of this token; 404 for a token that ended or never was."""
    hashed = token_hash(token)
    source = (
        FigureSource.objects.filter(token_hash=hashed)
        .exclude(client__status=Status.ARCHIVED)
        .select_related("client")
        .first()
    )
    if source is None:
        return _refused(_("No source has this address: ask the agency for a new one."), status=404)
    if is_too_often(f"figures:{hashed}", most=A_MINUTE, within_s=60):
        answer = _refused(
            _("Too many calls: wait a minute, then send them all at once."), status=429
        )
        answer.headers["Retry-After"] = "60"
        return answer
    now = database_now()
    today = source.client.today(now)
    try:
        values = _values(request, source, today)
        taken = declare(
            source=source, values=values, way=Way.MACHINE, by=None, today=today, now=now
        )
    except (_BadFigureError, DeclaringRefusedError) as error:
        return _refused(str(error), status=400)
    return JsonResponse(
        {"new": taken.n_new, "corrected": taken.n_corrected, "known": taken.n_known}
    )


def _refused(words: str, *, status: int) -> JsonResponse:
    return JsonResponse({"problem": words}, status=status)


def _values(request: HttpRequest, source: FigureSource, today: date) -> list[Declared]:
    if len(request.body) > MOST_BYTES:
        raise _BadFigureError(_("That is too much at once: send it in several calls."))
    try:
        sent: Any = json.loads(request.body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _BadFigureError(_("This is no JSON.")) from None
    some = sent.get("figures", [sent]) if isinstance(sent, dict) else sent
    if not isinstance(some, list) or not all(isinstance(each, dict) for each in some):
        raise _BadFigureError(_("Send one object, or a list of them under “figures”."))
    if len(some) > MOST_FIGURES:
        raise _BadFigureError(_("That is too much at once: send it in several calls."))
    values = []
    for number, each in enumerate(some, 1):
        try:
            values.append(_value(each, source, today))
        except ValueError as error:
            words = {"n": number, "why": str(error)}
            raise _BadFigureError(_("Figure %(n)s: %(why)s") % words) from None
    return values


def _no_number(word: str) -> None:
    raise ValueError(word)


def _value(sent: dict[str, Any], source: FigureSource, today: date) -> Declared:
    if "from" in sent and "to" in sent:
        first, last = _day(sent["from"]), _day(sent["to"])
    else:
        first, last = period_of(
            _day(sent.get("date")), rhythm=source.rhythm, counting=source.counting, today=today
        )
    return Declared(first, last, _amount(sent.get("value")), _proof(sent))


def _proof(sent: dict[str, Any]) -> Proof | None:
    unknown = sorted(set(sent) - _FIELDS)
    if unknown:
        raise ValueError(
            _("it has a field that nobody knows, “%(field)s”; known are %(known)s")
            % {"field": unknown[0][:60], "known": ", ".join(sorted(_FIELDS))}
        )
    said = {name: str(sent.get(name) or "").replace("\x00", "").strip() for name in _MOST_CHARS}
    for name, most in _MOST_CHARS.items():
        if len(said[name]) > most:
            raise ValueError(
                _("its field “%(field)s” is longer than %(n)s characters")
                % {"field": name, "n": most}
            )
    if said["proof"]:
        try:
            _is_link(said["proof"])
        except ValidationError:
            raise ValueError(_("its proof is no link that begins with https://")) from None
    return Proof(said["proof"], None, said["author"], said["note"]) if any(said.values()) else None


def _day(sent: object) -> date:
    try:
        return datetime.strptime(str(sent), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError(_("its date is not written as 2026-11-30")) from None


def _amount(sent: object) -> Decimal:
    """A number, or a text with a point before its decimals; nothing else could be meant."""
    try:
        if isinstance(sent, bool) or not isinstance(sent, int | Decimal | str):
            raise InvalidOperation
        value = Decimal(sent)
        if not value.is_finite() or value != round(value, PLACES):
            raise InvalidOperation
        if value >= Decimal(10) ** (DIGITS - PLACES):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise ValueError(
            _("its value is no number with at most two decimals, written as 27 or 27.5")
        ) from None
    return value
