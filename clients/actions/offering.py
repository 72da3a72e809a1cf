"""Offers to a prospect: made, sent, withdrawn, and accepted or declined by the client, in the portal or by voice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions import access_links, contracts, standing
from clients.models import Client, Contact, Offer, OfferState, Status
from clients.models.prospects import TERMS
from clients.queries.team import who_may
from people import audit, cldr
from people.models import Member
from people.notices import notify
from people.roles import Capability


class OfferError(Exception):
    """It cannot be done with this offer; the text is for the person who tried."""


@transaction.atomic
def keep_offer(*, by: Member, client: Client, offer: Offer, now: datetime) -> Offer:
    """Adds an offer, or changes one nobody has seen yet. Refuses what was sent (OfferError)."""
    if offer.pk:
        row = _locked(offer)
        if row.state != OfferState.DRAFT:
            raise OfferError(_("It is sent already: withdraw it and make another one."))
    else:
        offer.agency_id, offer.client, offer.made_by, offer.made_at = (
            client.agency_id,
            client,
            by,
            now,
        )
    offer.save()
    _record(by, "offer.kept", offer, now)
    return offer


@transaction.atomic
def send(*, by: Member, offer: Offer, contacts: list[Contact], now: datetime) -> Offer:
    """Gives the offer out: from now on it is not changed, and each contact gets a mail with their own link.

    Without contacts it is only marked as sent: it was told in person. Refuses one that is past its day (OfferError).
    """
    row = _locked(offer)
    if row.state != OfferState.DRAFT:
        raise OfferError(_("It is sent already."))
    if row.valid_until < row.client.today(now):
        raise OfferError(_("Its last valid day is over: change that first."))
    row.state, row.sent_at = OfferState.SENT, now
    row.save(update_fields=["state", "sent_at"])
    for contact in contacts:
        with translation.override(contact.language):
            until = cldr.day(row.valid_until, "d MMMM y")
        link = access_links.give(contact=contact, now=now) + f"offers/{row.public_id}/"
        context = {"link": link, "until": until}
        access_links.write_mail(contact=contact, template="offer", context=context, now=now)
    _record(by, "offer.sent", row, now)
    return row


@transaction.atomic
def withdraw(*, by: Member, offer: Offer, now: datetime) -> Offer:
    """Takes back an offer that nobody has decided yet."""
    row = _locked(offer)
    if row.state not in (OfferState.DRAFT, OfferState.SENT):
        raise OfferError(_("It is decided already."))
    row.state = OfferState.WITHDRAWN
    row.save(update_fields=["state"])
    _record(by, "offer.withdrawn", row, now)
    return row


@transaction.atomic
def decide_by_contact(
    *, contact: Contact, offer: Offer, is_yes: bool, seen: str, now: datetime
) -> Offer:
    """The client's word, given in the portal: the signature. Only who approves for the client may (OfferError).

    `seen` is the content hash of the page that was read; an answer to another page is refused.
    """
    if not contact.may_decide:
        raise OfferError(_("Somebody else decides for %(client)s.") % {"client": contact.client})
    if seen != offer.content_hash:
        raise OfferError(_("The offer says something else meanwhile: read it again, then answer."))
    return _decide(None, offer, is_yes, contact.name, now)


@transaction.atomic
def decide_by_voice(*, by: Member, offer: Offer, is_yes: bool, who: str, now: datetime) -> Offer:
    """The client's word, heard by a colleague and written down with who said it and how."""
    if not who.strip():
        raise OfferError(_("Say who said it, and how."))
    return _decide(by, offer, is_yes, who.strip(), now)


def _decide(by: Member | None, offer: Offer, is_yes: bool, who: str, now: datetime) -> Offer:
    row = _locked(offer)
    if row.state != OfferState.SENT:
        raise OfferError(_("This offer no longer waits for an answer."))
    if is_yes and not row.is_open_on(row.client.today(now)):
        raise OfferError(
            cldr.spoken(
                _("This offer was valid until %(day)s.")
                % {"day": cldr.day(row.valid_until, "d MMMM y")}
            )
        )
    row.state = OfferState.ACCEPTED if is_yes else OfferState.DECLINED
    row.decided_at, row.decided_name, row.recorded_by = now, who, by
    row.seen_hash = row.content_hash
    row.save(update_fields=["state", "decided_at", "decided_name", "recorded_by", "seen_hash"])
    _record(by, "offer.accepted" if is_yes else "offer.declined", row, now)
    if is_yes and row.client.status == Status.PROSPECT:
        words = _("Offer of %(price)s accepted") % {"price": row}
        standing.take_on(by=by, client=row.client, why=words, who="" if by else who, now=now)
    _tell(row, by, is_yes, _agree(row, now) if is_yes else "", now)
    return row


def _agree(offer: Offer, now: datetime) -> str:
    """Makes the contract of an accepted offer; returns why there is none yet, empty when there is."""
    try:
        contracts.agree_contract(
            by=offer.recorded_by or offer.made_by,
            client=offer.client,
            fee=offer.price,
            note=offer.words[:2000],
            offer=offer,
            **{name: getattr(offer, name) for name in TERMS} | {"hours": offer.hours or None},
            now=now,
        )
    except contracts.ContractError as error:  # the yes stands; somebody sorts the months out
        return str(error)
    return ""


def _tell(offer: Offer, by: Member | None, is_yes: bool, no_contract: str, now: datetime) -> None:
    managers = who_may(Capability.MANAGE_CLIENTS, client=offer.client)
    words = (
        gettext_lazy("{who} accepted the offer: {client}")
        if is_yes
        else gettext_lazy("{who} declined the offer: {client}")
    )
    told: Any = format_lazy(words, who=offer.decided_name, client=offer.client.name)
    if no_contract:
        told = format_lazy("{told} {why}", told=told, why=no_contract)
    notify(
        members=[each for each in managers if by is None or each.pk != by.pk],
        kind="offer",
        text=told,
        url=reverse("clients:prospect", args=[offer.client.slug]),
        once_key=f"offer:{offer.pk}",
        is_mailed=True,
        now=now,
    )


def _locked(offer: Any) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related(
        "client__agency", "made_by__user"
    )
    found: Offer = rows.get(pk=offer.pk)
    return found


def _record(by: Member | None, verb: str, offer: Offer, now: datetime) -> None:
    data = {
        "client": offer.client.slug, "price": str(offer), "who": offer.decided_name, "seen": offer.seen_hash,
    }  # fmt: skip
    audit.record(
        actor=by,
        agency=offer.client.agency,
        verb=verb,
        target=offer,
        data=data,
        name="" if by else offer.decided_name,
        now=now,
    )
