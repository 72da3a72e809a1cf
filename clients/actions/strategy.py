"""The strategy of a client: what a channel is for, the brief and the interview that fills it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions.audiences import write_audience
from clients.interview import QUESTIONS, SOCIAL_ONLY, parts_of_brief
from clients.models import Audience, Brief, Channel, Client, Contact, Interview
from clients.models.strategy import LINE
from people import audit
from people.models import Member

# What people write in a brief, in the order in which it is read.
PARTS = (
    "sector",
    "field",
    "strengths",
    "weaknesses",
    "opportunities",
    "threats",
    "positioning",
    "purpose",
    "is_social_only",
    "objectives",
)


class StrategyError(Exception):
    """It cannot be done; the text is for the person who tried."""


class BehindError(StrategyError):
    """Somebody else saved meanwhile: nothing was overwritten."""


@transaction.atomic
def set_part(
    *, by: Member, channel: Channel, part: str, hat: str | None = None, now: datetime
) -> Channel:
    """Gives the channel its part (lead, support, experiment or dormant) and, for a public figure, its hat."""
    row = (
        Channel.objects.select_for_update(of=("self",)).select_related("agency").get(pk=channel.pk)
    )
    hat = row.hat if hat is None else hat
    if (row.part, row.hat) == (part, hat):
        return row
    before, row.part = row.part, part
    data = {"from": before, "to": part} | ({"hat": hat} if row.hat != hat else {})
    row.hat = hat
    row.save(update_fields=["part", "hat"])
    audit.record(
        actor=by,
        agency=row.agency,
        verb="channel.part_changed",
        target=row,
        data=data,
        now=now,
    )
    return row


@transaction.atomic
def save_brief(
    *,
    by: Member,
    client: Client,
    parts: Mapping[str, Any],
    why: str = "",
    based_on: int | None = None,
    now: datetime,
) -> Brief:
    """Writes the next version of the brief. Parts that are not given stay as they were; the same again makes no version.

    `based_on` is the version that the writer had before them (0: none): when another came meanwhile, BehindError.
    """
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise TypeError(f"a brief has no parts {sorted(unknown)}")
    Client.objects.select_for_update().get(pk=client.pk)
    last = Brief.objects.current(client)
    number = last.number if last else 0
    if based_on is not None and based_on != number:
        raise BehindError(_("Somebody else saved another version meanwhile."))
    values = {name: getattr(last, name) for name in PARTS} if last else {}
    values |= parts
    if last and all(getattr(last, name) == values[name] for name in PARTS):
        return last
    made = Brief.objects.create(
        agency_id=client.agency_id,
        client=client,
        number=number + 1,
        created_at=now,
        created_by=by,
        why=why,
        **values,
    )
    data = {"number": made.number, "why": why}
    _record(by, "brief.written", client, data, now)
    return made


@transaction.atomic
def note_approval(
    *, by: Member, brief: Brief, contact: Contact, approved_on: date, today: date, now: datetime
) -> Brief:
    """Writes down that somebody of the client approved this version by voice; again, with other facts, corrects it.

    Refuses a contact who only looks, and a day to come (StrategyError). `today` is the client's.
    """
    row = Brief.objects.select_for_update(of=("self",)).select_related("client").get(pk=brief.pk)
    if contact.client_id != row.client_id or not contact.may_decide:
        raise StrategyError(_("This person does not approve for the client."))
    if approved_on > today:
        raise StrategyError(_("This day is still to come."))
    row.approved_by, row.approved_name, row.approved_on = contact, contact.name, approved_on
    row.noted_by, row.noted_at = by, now
    row.save(update_fields=["approved_by", "approved_name", "approved_on", "noted_by", "noted_at"])
    data = {"number": row.number, "who": contact.name, "on": approved_on.isoformat()}
    _record(by, "brief.approved", row.client, data, now)
    return row


@transaction.atomic
def answer_interview(
    *,
    by: Member,
    client: Client,
    answers: Mapping[str, Any],
    edit_number: int,
    based_on: int,
    now: datetime,
) -> Interview:
    """Keeps the answers as they stand. `edit_number` is the one the writer began from: BehindError when it has grown;
    `based_on` the version of the brief that was before them (0: none), remembered for every answer that changed.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    row, _is_new = Interview.objects.select_for_update().get_or_create(
        client=client,
        defaults={"agency_id": client.agency_id, "changed_at": now, "changed_by": by},
    )
    if dict(answers) == row.answers:
        return row
    if row.edit_number != edit_number:
        raise BehindError(_("Somebody else answered meanwhile."))
    changed = {
        name for name in {*answers, *row.answers} if answers.get(name) != row.answers.get(name)
    }
    row.seen |= dict.fromkeys(changed, based_on)
    row.answers = dict(answers)
    row.edit_number += 1
    row.changed_at, row.changed_by = now, by
    row.save()
    return row


@dataclass(frozen=True, slots=True)
class Filled:
    """The version that counts after the interview filled the brief whether it is a
    new one, and the parts that were left because their words are newer than the answer."""

    brief: Brief
    is_new: bool
    left: list[str]


@transaction.atomic
def fill_brief(
    *, by: Member, interview: Interview, why: str, based_on: int, now: datetime
) -> Filled:
    """Makes the next version of the brief from the answers that changed since it was made of them last; whom they want to
    reach becomes the first audience.

    What is not answered stays as it was, and so do words of the brief that were written after the answer. Refused: an
    answer that is a list of too long lines (StrategyError); another version than `based_on` (BehindError).
    """
    client = interview.client
    Client.objects.select_for_update().get(pk=client.pk)
    row = Interview.objects.select_for_update().get(pk=interview.pk)
    versions = {each.number: each for each in Brief.objects.filter(client=client)}
    newest = versions[max(versions)] if versions else None
    parts, left = parts_of_brief(
        row.answers,
        filled=row.filled,
        says=_parts(newest),
        said={
            name: _parts(versions.get(row.seen.get(name, 0))).get(part)
            for name, part in (*((q.name, q.fills) for q in QUESTIONS), (SOCIAL_ONLY, SOCIAL_ONLY))
        },
    )
    for question in QUESTIONS:
        _refuse_long_lines(parts.get(question.fills), question.shape == "lines")
    made = save_brief(by=by, client=client, parts=parts, why=why, based_on=based_on, now=now)
    reach = str(row.answers.get("reach") or "").strip()
    if reach and not Audience.objects.current().filter(client=client).exists():
        write_audience(by=by, client=client, name=_first_words(reach), who=reach, now=now)
    row.filled, row.seen = row.answers, {}
    row.save(update_fields=["filled", "seen"])
    return Filled(made, made != newest, left)


def _parts(brief: Brief | None) -> dict[str, Any]:
    return {name: getattr(brief, name) for name in PARTS} if brief else {}


def _refuse_long_lines(lines: Iterable[str] | None, is_list: bool) -> None:
    too_long = next((line for line in lines or () if len(line) > LINE), "") if is_list else ""
    if too_long:
        words = _("This line is too long for a list, %(n)s characters are the most: %(line)s…")
        raise StrategyError(words % {"n": LINE, "line": too_long[:60]})


def _first_words(text: str) -> str:
    """The beginning up to the first pause, for a name that a person will change."""
    first = text.splitlines()[0]
    for sign in (".", ";", ":", ","):
        first = first.partition(sign)[0]
    return first.strip()[:120] or text.strip()[:120]


def _record(by: Member, verb: str, target: Any, data: Mapping[str, Any], now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=target, data=data, now=now)
