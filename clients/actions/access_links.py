"""A contact's way into the portal: a personal link in a mail, a new one when it has ended, a code to type.

Tokens and codes are told once, in the mail; only their hashes are kept. Fetching a page changes nothing, for mail
scanners fetch too: the link was opened when somebody moves on the page.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from clients.models import AccessCode, AccessLink, Contact, Status
from clients.queries.access_links import token_hash
from people import audit, mail
from people.models import Member

LIFE = timedelta(days=30)
CODE_LIFE = timedelta(minutes=15)
CODE_PAUSE = timedelta(minutes=5)
CODES_A_DAY = 10
MOST_TRIES = 5
TOKEN_BYTES = 32


class LinkRefusedError(Exception):
    """The link cannot be given; the text is for the person who tried."""


def give(*, contact: Contact, now: datetime) -> str:
    """A new link for the contact, inside the caller's transaction; returns its full address."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AccessLink.objects.create(
        agency_id=contact.agency_id,
        contact=contact,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + LIFE,
    )
    return str(settings.PUBLIC_ORIGIN) + reverse("portal:decide", args=[token])


def write_mail(
    *,
    contact: Contact,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    due: datetime | None = None,
    about: str = "",
) -> None:
    """A mail to the contact in their language, with the names and the form of address every such mail needs.

    It leaves at `due`, at once without, and until then can be called off by what it is `about`.
    """
    client = contact.client
    mail.write(
        to=contact.email,
        template=template,
        language=contact.language,
        context={
            "name": contact.name,
            "client": client.name,
            "agency": client.agency.name,
            "is_formal": contact.is_addressed_formally,
            "n_days": LIFE.days,
            **context,
        },
        agency=client.agency,
        now=now,
        due=due,
        about=about,
    )


def refuse_without_address(contact: Contact) -> None:
    """Refuse, in words, somebody whom no mail reaches."""
    if not contact.email:
        raise LinkRefusedError(
            _("%(name)s has no e-mail address: add one first.") % {"name": contact.name}
        )


@transaction.atomic
def send(*, by: Member, contact: Contact, now: datetime) -> None:
    """Mails the contact a link to the portal. Refuses contacts without an e-mail address (LinkRefusedError)."""
    refuse_without_address(contact)
    context = {"link": give(contact=contact, now=now), "code": ""}
    write_mail(contact=contact, template="portal_link", context=context, now=now)
    audit.record(
        actor=by, agency=contact.agency, verb="contact.link_sent", target=contact, now=now
    )  # fmt: skip


@transaction.atomic
def revoke(*, by: Member, link: AccessLink, now: datetime) -> None:
    """Ends a link at once; ending it twice is harmless."""
    changed = AccessLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    if changed:
        audit.record(
            actor=by, agency=link.agency, verb="contact.link_revoked", target=link.contact, now=now
        )  # fmt: skip


def note_visit(*, link: AccessLink, now: datetime) -> None:
    """Remembers when somebody was last on the page of the link; nothing else."""
    AccessLink.objects.filter(pk=link.pk).update(last_seen_at=now)


@transaction.atomic
def speak(*, contact: Contact, language: str, now: datetime) -> None:
    """The contact chose their language by themselves: of their pages and of their mails, from now on."""
    changed = Contact.objects.filter(pk=contact.pk).exclude(language=language)
    if changed.update(language=language):
        audit.record(
            actor=None, agency=contact.agency, verb="contact.language_chosen", target=contact,
            data={"language": language}, name=contact.name, now=now,
        )  # fmt: skip


@transaction.atomic
def ask_again(*, email: str, now: datetime) -> None:
    """Mails a new link and a code to whoever has this address and had a link before. Tells the asker nothing.

    Nobody whose last link was revoked gets another by asking; no more than one mail in five minutes and ten a
    day, so that guessing codes is hopeless and a mailbox is not flooded. Whoever used the last code had it before them:
    they need not wait for another.
    """
    found = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("client__agency")
        .filter(email__iexact=email.strip())
        .exclude(email="")
        .exclude(client__status=Status.ARCHIVED)
    )
    for contact in found:
        if _is_shut_out(contact):
            continue
        today = list(contact.codes.filter(created_at__gt=now - timedelta(days=1)))
        unused = [each for each in today if each.used_at is None]
        if len(today) >= CODES_A_DAY or any(c.created_at > now - CODE_PAUSE for c in unused):
            continue
        code = f"{secrets.randbelow(1_000_000):06d}"
        AccessCode.objects.create(
            agency_id=contact.agency_id,
            contact=contact,
            code_hash=_code_hash(contact, code),
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
        context = {
            "link": give(contact=contact, now=now),
            "code": code,
            "n_minutes": int(CODE_LIFE.total_seconds() // 60),
        }
        write_mail(contact=contact, template="portal_link", context=context, now=now)


@transaction.atomic
def enter_code(*, email: str, code: str, now: datetime) -> str | None:
    """The address of a new link for the right code; None for a wrong, used or old one, or one tried too often.

    Nor does a code open that was mailed before the contact's links were ended or the client was archived.
    """
    waiting = (
        AccessCode.objects.select_for_update(of=("self",))
        .select_related("contact__client")
        .filter(
            contact__email__iexact=email.strip(),
            used_at=None,
            expires_at__gt=now,
            n_tries__lt=MOST_TRIES,
        )
        .exclude(contact__client__status=Status.ARCHIVED)
        .order_by("-id")
    )
    for each in waiting:
        if _is_shut_out(each.contact):
            continue
        each.n_tries += 1
        if constant_time_compare(each.code_hash, _code_hash(each.contact, code.strip())):
            each.used_at = now
            each.save(update_fields=["n_tries", "used_at"])
            return give(contact=each.contact, now=now)
        each.save(update_fields=["n_tries"])
    return None


def was_shut_out(contact: Contact) -> bool:
    """Whether somebody of the agency ended the last link that the contact had."""
    last = contact.links.order_by("-id").first()
    return last is not None and last.revoked_at is not None


def _is_shut_out(contact: Contact) -> bool:
    """Whether the contact never had a link, or somebody of the agency ended the last one."""
    return not contact.links.exists() or was_shut_out(contact)


def _code_hash(contact: Contact, code: str) -> str:
    # Keyed: six digits alone could be found from their hash by trying all of them.
    return salted_hmac(
        "clients.access_code", f"{contact.pk}:{code}", algorithm="sha256"
    ).hexdigest()
