"""The mail that brings a report: a sentence, the figures as a table, the link, and the PDF where it is small enough.

Mail programs draw no SVG, many block pictures, and screen readers gain nothing from one: so a mail shows the chart's own
rows, summed by the week, and not its picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from analytics import wording
from analytics.actions.printing import print_one
from analytics.actions.reporting import MAIL_CONTEXT
from analytics.charts import Point
from analytics.models import PdfState, Report, ReportLink
from analytics.series import total
from analytics.views.showing_print import pdf_of
from analytics.views.showing_reports import body_of, file_name
from people import outbox, sealing
from people.mail import message_id

MOST_BYTES = 5_000_000


def send(item: outbox.Item) -> None:
    """Handler of the outbox kind ``report_mail``. Gives up where the link was ended before the mail left."""
    link = (
        ReportLink.objects.open_at(item.now)
        .filter(pk=item.payload["link"])
        .select_related("report__client__agency", "created_by__user")
        .first()
    )
    if link is None:
        raise outbox.GiveUpError("the link was ended before the mail went out")
    token = sealing.unseal(item.payload["sealed"], context=MAIL_CONTEXT)
    with translation.override(item.payload["language"]):
        message = _message(link, token, item)
        _attach(message, link.report, item)
    message.send()


def _message(link: ReportLink, token: str, item: outbox.Item) -> EmailMultiAlternatives:
    report = link.report
    body = body_of(report, language=item.payload["language"])
    agency = report.client.agency.name
    context: dict[str, Any] = {
        "body": body,
        "client_name": report.client.name,
        "agency_name": agency,
        "name": item.payload["name"],
        "weeks": weeks(body.engagements.chart.points),
        "link": settings.PUBLIC_ORIGIN + reverse("analytics:shared_report", args=[token]),
        "until": wording.long_day(link.expires_at.date()),
        "language": item.payload["language"],
    }
    subject = " ".join(render_to_string("emails/report.subject.txt", context).split())[:200]
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("emails/report.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[link.mailed_to],
        reply_to=[link.created_by.user.email],
        headers={"Message-ID": message_id(item.id)},
    )
    html = render_to_string("emails/report.html", {**context, "subject": subject})
    message.attach_alternative(html, "text/html")
    return message


def weeks(points: Sequence[Point]) -> list[tuple[str, str]]:
    """The chart's days summed by seven: first and last day, and how many; a week nobody measured has a dash."""
    rows = []
    for start in range(0, len(points), 7):
        part = points[start : start + 7]
        known = total(point.value for point in part)
        first, last = (_day(part[at]) for at in (0, -1))
        span = first if first == last else f"{first} – {last}"
        rows.append((span, "–" if known is None else wording.number(known)))
    return rows


def _day(point: Point) -> str:
    assert isinstance(point.at, date)
    return wording.short_day(point.at)


def _attach(message: EmailMultiAlternatives, report: Report, item: outbox.Item) -> None:
    """The PDF, printed now if the printer has not come to it. Without it the mail still says where to read."""
    print_one(report_id=report.pk, compose=pdf_of, now=item.now)
    report.refresh_from_db()
    if report.pdf_state != PdfState.MADE or (report.n_pdf_bytes or 0) >= MOST_BYTES:
        return
    with default_storage.open(report.pdf_name, "rb") as file:
        message.attach(file_name(report), file.read(), "application/pdf")
