"""Makes reports, keeps their words, and gives them out by e-mail and by links that can be taken back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.models import PdfState, Report, ReportLink
from analytics.queries.quality import basis_of_month
from analytics.queries.reports import month_figures, open_link, token_hash
from analytics.series import month_of
from analytics.words import quality as quality_words
from clients.meetings import Side
from clients.models import Client, Contact, Task
from people import audit, cldr, outbox, sealing
from people.models import Member

TOKEN_BYTES = 32
MOST_NEEDS = 6
USUAL_DAYS = 60
MOST_DAYS = 365
MAIL_KIND = "report_mail"
MAIL_CONTEXT = ("analytics_reportlink", "token")


class ReportingError(Exception):
    """What was asked cannot be done; the text is fit for the person who asked."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(str(text))


@transaction.atomic
def make_report(*, by: Member, client: Client, month_on: date, now: datetime) -> Report:
    """Freezes the figures of a month. The words of the last report of the same month are taken over.

    Refuses months to come. Making the same month again makes a new report; the old one stays as it was.
    """
    first = month_on.replace(day=1)
    if first > now.date():
        raise ReportingError(_("That month has not begun."))
    figures = month_figures(client=client, month_on=first, now=now)
    known = basis_of_month(client=client, period=month_of(first), now=now)
    figures["quality"] = quality_words.frozen(client, known)
    last = Report.objects.filter(client=client, month_on=first).order_by("-id").first()
    report = Report.objects.create(
        agency_id=client.agency_id,
        client=client,
        month_on=first,
        language=client.language,
        time_zone=client.time_zone,
        in_brief=last.in_brief if last else "",
        next_steps=last.next_steps if last else "",
        needs=last.needs if last else _asked_of(client),
        figures=json.loads(json.dumps(figures, cls=DjangoJSONEncoder)),
        collected_at=now,
        created_by=by,
        created_at=now,
    )
    audit.record(
        actor=by, agency=client.agency, verb="report.made", target=report, data={"month": str(first)}, now=now
    )  # fmt: skip
    return report


def _asked_of(client: Client) -> str:
    """What meetings left the client to do, the soonest due first, one a line: a proposal that a person changes."""
    tasks = Task.objects.open().filter(client=client, side=Side.THEIRS)[:MOST_NEEDS]
    with translation.override(client.language):
        by = gettext("%(what)s, by %(day)s")
        return "\n".join(
            cldr.spoken(by % {"what": each.text, "day": cldr.day(each.due_on, "d MMMM")})
            if each.due_on
            else each.text
            for each in tasks
        )


@transaction.atomic
def write_words(
    *, by: Member, report: Report, in_brief: str, next_steps: str, needs: str, now: datetime
) -> Report:
    """Keeps the words of a report: how the month was, what we will do, what we need from the client. Refuses one that was sent: what a client has read does not change."""
    own = Report.objects.select_for_update().get(pk=report.pk)
    if own.sent_at is not None:
        raise ReportingError(
            _(
                "This report was sent and stays as it is. Make the month again to say something else."
            )
        )
    own.in_brief, own.next_steps, own.needs = in_brief, next_steps, needs
    own.pdf_state, own.pdf_edition = PdfState.WANTED, own.pdf_edition + 1
    own.pdf_lease_until, own.n_pdf_failures = None, 0
    own.save(
        update_fields=[
            "in_brief", "next_steps", "needs", "pdf_state", "pdf_edition", "pdf_lease_until", "n_pdf_failures",
        ]
    )  # fmt: skip
    audit.record(actor=by, agency=own.agency, verb="report.written", target=own, now=now)
    return own


@transaction.atomic
def make_link(
    *, by: Member, report: Report, label: str, n_days: int = USUAL_DAYS, now: datetime
) -> tuple[ReportLink, str]:
    """A new way to read the report, and its token, which is told once and stored nowhere.

    The first link sends the report: from then on its words are fixed. `n_days` is 1 to 365.
    """
    if not 1 <= n_days <= MOST_DAYS:
        raise ReportingError(_("A link lasts from one day to a year."))
    own = Report.objects.select_for_update().get(pk=report.pk)
    link, token = _add_link(own, by=by, label=label, n_days=n_days, now=now)
    audit.record(
        actor=by, agency=own.agency, verb="report.link_made", target=own, data={"for": label}, now=now
    )  # fmt: skip
    return link, token


def _add_link(
    own: Report, *, by: Member, label: str, n_days: int, now: datetime, mailed_to: str = ""
) -> tuple[ReportLink, str]:
    """A link of a report that is locked, and its token; a report not sent before is sent by it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ReportLink.objects.create(
        agency_id=own.agency_id,
        report=own,
        token_hash=token_hash(token),
        label=label,
        mailed_to=mailed_to,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=n_days),
    )
    if own.sent_at is None:
        own.sent_at = now
        own.save(update_fields=["sent_at"])
    return link, token


@transaction.atomic
def send_report(
    *, by: Member, report: Report, contacts: Sequence[Contact], now: datetime
) -> list[ReportLink]:
    """Sends the report to people of the client by e-mail, to each with a link of their own; returns the links.

    From then on its words are fixed. The mails are outbox rows of this transaction; the tokens wait in them
    sealed. Refuses nobody, contacts without an address, and contacts of another client.
    """
    if not contacts:
        raise ReportingError(_("Choose at least one person."))
    own = Report.objects.select_for_update().get(pk=report.pk)
    links = []
    for contact in contacts:
        if contact.client_id != own.client_id:
            raise ReportingError(_("That person does not belong to this client."))
        if not contact.email:
            raise ReportingError(_("%(name)s has no e-mail address.") % {"name": contact.name})
        link, token = _add_link(
            own, by=by, label=contact.name[:80], n_days=USUAL_DAYS, now=now, mailed_to=contact.email
        )
        payload = {
            "link": link.pk,
            "language": contact.language,
            "name": contact.name,
            "sealed": sealing.seal(token, context=MAIL_CONTEXT),
        }
        outbox.add(kind=MAIL_KIND, payload=payload, agency=own.agency, now=now)
        links.append(link)
    audit.record(
        actor=by, agency=own.agency, verb="report.sent", target=own,
        data={"contacts": [str(contact.public_id) for contact in contacts]}, now=now,
    )  # fmt: skip
    return links


@transaction.atomic
def revoke_link(*, by: Member, link: ReportLink, now: datetime) -> None:
    """Ends a link at once; ending it twice is harmless."""
    changed = ReportLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    if changed:
        audit.record(
            actor=by, agency=link.agency, verb="report.link_revoked", target=link.report,
            data={"for": link.label}, now=now,
        )  # fmt: skip


def read_by_link(*, token: str, now: datetime, is_counted: bool) -> ReportLink | None:
    """The open link of that token, its visit counted; None when it ended or never was. Changes nothing else."""
    link = open_link(token=token, now=now)
    if link is not None and is_counted:
        ReportLink.objects.filter(pk=link.pk).update(n_views=F("n_views") + 1, last_seen_at=now)
    return link
