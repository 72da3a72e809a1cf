"""The link-in-bio page of a client: writing it, and counting those who follow its links."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from clients.models import Client, LinkPage, PageLink, Status
from people import audit
from people.models import Member

# Without letters and digits that look alike.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInput:
    """A link as it is typed; `public_id` is that of the link it was, so that its clicks go on."""

    label: str
    url: str
    from_on: date | None = None
    to_on: date | None = None
    public_id: UUID | None = None


@transaction.atomic
def write_page(
    *,
    by: Member,
    client: Client,
    title: str,
    intro: str,
    is_open: bool,
    links: Sequence[LinkInput],
    now: datetime,
) -> LinkPage:
    """The page as it is from now on, links in this order; one that is left out goes with its clicks."""
    values = {"title": title, "intro": intro, "is_open": is_open, "changed_at": now}
    page, _is_new = LinkPage.objects.update_or_create(
        client=client,
        defaults=values,
        create_defaults={
            **values,
            "agency_id": client.agency_id,
            "code": "".join(secrets.choice(_ALPHABET) for _ in range(7)),
        },
    )
    had = {link.public_id: link for link in page.links.all()}
    kept = []
    for position, each in enumerate(links, 1):
        known = had.get(each.public_id) if each.public_id else None
        link = known or PageLink(agency_id=client.agency_id, page=page)
        link.position, link.label, link.url = position, each.label, each.url
        link.from_on, link.to_on = each.from_on, each.to_on
        link.save()
        kept.append(link.pk)
    page.links.exclude(pk__in=kept).delete()
    data = {"links": len(kept), "open": is_open}
    audit.record(
        actor=by, agency=by.agency, verb="linkpage.written", target=page, data=data, now=now
    )
    return page


def page_of(code: str) -> LinkPage | None:
    """The open page of this code, of a client we still work for; else None."""
    found = LinkPage.objects.filter(code=code, is_open=True).select_related("client")
    return found.exclude(client__status=Status.ARCHIVED).first()


def follow(*, page: LinkPage, public_id: UUID, is_counted: bool, now: datetime) -> str | None:
    """Where a link of the page leads, adding one to its day; None for one that is not shown today."""
    today = page.client.today(now)
    link = page.links.all().shown_on(today).filter(public_id=public_id).first()  # type: ignore[attr-defined]
    if link is None:
        return None
    if is_counted:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clients_pageclicks (agency_id, link_id, day, n) VALUES (%s, %s, %s, 1)"
                " ON CONFLICT (link_id, day) DO UPDATE SET n = clients_pageclicks.n + 1",
                [link.agency_id, link.pk, today],
            )
    return str(link.url)
