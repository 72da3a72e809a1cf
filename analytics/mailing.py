"""The mail that brings a report: a sentence, the figures as a table, its chart, the link, and the PDF where it is small enough.

Mail programs draw no SVG and many block pictures: the chart travels inside the mail as a PNG, drawn by the worker from the
specification that page and paper draw; its sentence is its alternative text, and its rows, summed by the week, stand below
it and in the text for who sees no picture.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from email.message import Message
from email.mime.image import MIMEImage
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from analytics import wording
from analytics.actions.printing import print_one
from analytics.actions.reporting import MAIL_CONTEXT
from analytics.charts import Point
from analytics.models import PdfState, Report, ReportLink
from analytics.series import total
from analytics.views.showing_print import chart_of, pdf_of
from analytics.views.showing_reports import ReportBody, body_of, file_name
from people import outbox, sealing
from people.mail import message_id

MOST_BYTES = 5_000_000
# What the HTML calls the picture that travels with it.
CHART_ID = "chart"

log = logging.getLogger(__name__)


class MailWithChart(EmailMultiAlternatives):
    """A mail whose HTML and its picture are one part (multipart/related), so that the picture is no attachment to open."""

    chart: bytes = b""

    def _create_mime_attachment(self, content: Any, mimetype: str) -> Message:
        part: Message = super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]
        if mimetype != "text/html" or not self.chart:
            return part
        picture = MIMEImage(self.chart, "png")
        picture.add_header("Content-ID", f"<{CHART_ID}>")
        picture.add_header("Content-Disposition", "inline", filename="chart.png")
        whole = SafeMIMEMultipart(_subtype="related")
        whole.attach(part)
        whole.attach(picture)
        return whole


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


def _message(link: ReportLink, token: str, item: outbox.Item) -> MailWithChart:
    report = link.report
    body = body_of(report, language=item.payload["language"])
    agency = report.client.agency.name
    chart = _chart(report, body)
    context: dict[str, Any] = {
        "body": body,
        "chart_id": CHART_ID if chart else "",
        "client_name": report.client.name,
        "agency_name": agency,
        "name": item.payload["name"],
        "weeks": weeks(body.engagements.chart.points),
        "link": settings.PUBLIC_ORIGIN + reverse("analytics:shared_report", args=[token]),
        "until": wording.long_day(link.expires_at.date()),
        "language": item.payload["language"],
    }
    subject = " ".join(render_to_string("emails/report.subject.txt", context).split())[:200]
    message = MailWithChart(
        subject=subject,
        body=render_to_string("emails/report.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[link.mailed_to],
        reply_to=[link.created_by.user.email],
        headers={"Message-ID": message_id(item.id)},
    )
    message.chart = chart
    html = render_to_string("emails/report.html", {**context, "subject": subject})
    message.attach_alternative(html, "text/html")
    return message


def _chart(report: Report, body: ReportBody) -> bytes:
    """The picture; none where it could not be drawn: the mail says it all in words."""
    try:
        return chart_of(report, body)
    except Exception:
        log.exception("The chart of report %s was not drawn for its mail.", report.pk)
        return b""


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
