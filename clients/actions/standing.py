"""Where the work with a client stands: taken on, paused, leaving, archived, brought back. Every move is kept.

What a move does to what is scheduled is the next floor's (editorial/actions/resting.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions import connecting, contracts
from clients.models import Channel, Client, Contract, LeavingTick, Status, StatusChange
from clients.queries.leaving import going_on_after
from clients.queries.resting import paused_since
from clients.standing_rules import MOVES, OF_CHANNEL, OF_CLIENT, move_of
from people import audit, cldr
from people.models import Member


class StandingError(Exception):
    """The move is not possible; the text is for the person who tried. `field` is what to change."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def take_on(
    *, by: Member | None, client: Client, why: str = "", who: str = "", now: datetime
) -> Client:
    """A prospect becomes an active client. `who` names somebody of the client whose yes it was (`by` is then None)."""
    return _move(by, client, "take_on", why, now, who=who)


def pause(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """The work rests: the festival is over until the next edition."""
    return _move(by, client, "pause", why, now)


def go_on(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """The pause is over."""
    return _move(by, client, "go_on", why, now)


def begin_leaving(
    *, by: Member, client: Client, last_day: date | None, why: str = "", now: datetime
) -> Client:
    """The client goes on `last_day`, which is not over yet there (StandingError)."""
    if last_day is None:
        raise StandingError(_("Say the last day of the work."), field="last_day")
    if last_day < client.today(now):
        raise StandingError(
            _("The last day is over already. Choose today or later."), field="last_day"
        )
    return _move(by, client, "begin_leaving", why, now, last_day)


def stay(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """The client does not leave after all."""
    return _move(by, client, "stay", why, now)


@transaction.atomic
def archive(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """The work is over: channels are let go. Refuses before the last day is over (StandingError)."""
    if client.leaving_on and client.leaving_on >= client.today(now):
        raise StandingError(
            cldr.spoken(
                _("The last day, %(day)s, is not over yet.")
                % {"day": cldr.day(client.leaving_on, "d MMMM y")}
            )
        )
    done = _move(by, client, "archive", why, now)
    for channel in Channel.objects.filter(client=client).connected():  # type: ignore[attr-defined]
        connecting.disconnect(by=by, channel=channel, now=now)
    return done


def bring_back(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """An archived client works with us again. Another leaving begins its list anew."""
    return _move(by, client, "bring_back", why, now)


def court(*, by: Member, client: Client, why: str = "", now: datetime) -> Client:
    """An archived client may come back: a prospect again."""
    return _move(by, client, "court", why, now)


@transaction.atomic
def allow_after(
    *, by: Member, client: Client, until: date, who_said_yes: str, now: datetime
) -> Client:
    """Writes down the client's yes to posts after its last day, until a day. Refuses where nobody leaves (StandingError)."""
    row = _locked(client)
    if row.status != Status.LEAVING or row.leaving_on is None:
        raise StandingError(_("%(client)s is not leaving.") % {"client": row.name})
    if until <= row.leaving_on:
        raise StandingError(
            cldr.spoken(
                _("Choose a day after the last one, %(day)s.")
                % {"day": cldr.day(row.leaving_on, "d MMMM y")}
            ),
            field="until",
        )
    row.open_until = until
    row.save(update_fields=["open_until"])
    _keep(by, row, row.status, until, who_said_yes, now)
    return row


def end_contract(*, by: Member, client: Client, now: datetime) -> date:
    """Ends the contract of a client that leaves with its last day, of one that is paused with the day it was paused; returns
    that day. Refuses as changing it does (StandingError)."""
    paused_on = paused_since(client)
    last = paused_on or client.leaving_on
    running = _to_end(going_on_after(client=client, last=last), last) if last else None
    if last is None or running is None:
        words = (
            _("No contract goes on in the pause.")
            if paused_on
            else _("No contract goes on after the last day.")
        )
        raise StandingError(words)
    try:
        contracts.change_contract(by=by, contract=running, ends_on=last, now=now)
    except contracts.ContractError as error:
        raise StandingError(str(error)) from error
    return last


def _to_end(going_on: Sequence[Contract], last: date) -> Contract | None:
    """Of the contracts that go on after a day the one that is in force on it; else the latest, which says why it cannot end then."""
    in_force = (each for each in going_on if each.starts_on <= last)
    return next(in_force, None) or next(iter(going_on), None)


@transaction.atomic
def tick(
    *, by: Member, client: Client, channel: Channel | None, what: str, is_done: bool, now: datetime
) -> None:
    """Settles one line of the leaving, or opens it again. Refuses lines that the list does not have (StandingError)."""
    known = OF_CHANNEL if channel else OF_CLIENT
    if what not in {each.what for each in known}:
        raise StandingError(_("The list has no such line."))
    if is_done:
        LeavingTick.objects.get_or_create(
            agency_id=client.agency_id,
            client=client,
            channel=channel,
            what=what,
            defaults={"done_by": by, "done_at": now},
        )
    else:
        LeavingTick.objects.filter(client=client, channel=channel, what=what).delete()
    data = {"what": what, "channel": channel.handle if channel else "", "done": is_done}
    audit.record(
        actor=by,
        agency=client.agency,
        verb="client.leaving_ticked",
        target=client,
        data=data,
        now=now,
    )


@transaction.atomic
def _move(
    by: Member | None,
    client: Client,
    deed: str,
    why: str,
    now: datetime,
    day: date | None = None,
    *,
    who: str = "",
) -> Client:
    row = _locked(client)
    move = move_of(row.status, deed)
    if move is None:
        raise StandingError(
            _("%(client)s is %(status)s. From there one may only: %(moves)s. Nothing was changed.")
            % {
                "client": row.name,
                "status": row.get_status_display().lower(),
                "moves": ", ".join(str(each.button).lower() for each in MOVES[row.status]),
            }
        )
    was, row.status, row.leaving_on, row.open_until = row.status, move.to, day, None
    row.save(update_fields=["status", "leaving_on", "open_until"])
    if was == Status.ARCHIVED:
        # What was settled then says nothing of the accesses, ads and files to come; the audit keeps who settled what.
        LeavingTick.objects.filter(client=row).delete()
    _keep(by, row, was, day, why, now, who)
    return row


def _keep(
    by: Member | None,
    client: Client,
    was: str,
    day: date | None,
    why: str,
    now: datetime,
    who: str = "",
) -> None:
    StatusChange.objects.create(
        agency_id=client.agency_id,
        client=client,
        was=was,
        becomes=client.status,
        day_on=day,
        why=why,
        by=by,
        who=who or str(by),
        at=now,
    )
    data = {"from": was, "to": client.status, "day": day.isoformat() if day else "", "why": why}
    audit.record(
        actor=by,
        agency=client.agency,
        verb="client.status_changed",
        target=client,
        data=data,
        name="" if by else who,
        now=now,
    )


def _locked(client: Client) -> Client:
    return Client.objects.select_for_update(of=("self",)).select_related("agency").get(pk=client.pk)
