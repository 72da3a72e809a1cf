"""Tells a member something: a line in the app, and an e-mail when asked. Never speaks twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from people import mail, quiet
from people.models import Member, Notice


@dataclass(frozen=True, slots=True)
class Mailing:
    """How a notice is mailed: how long it waits, so that what comes together is one mail; whether it leaves in the
    member's quiet hours; whether its link notes that it was opened."""

    after: timedelta = timedelta(0)
    passes_quiet_hours: bool = False
    notes_opening: bool = False


AT_ONCE = Mailing()


def notify(
    *,
    members: Iterable[Member],
    kind: str,
    text: str | Promise,
    url: str = "",
    once_key: str = "",
    is_mailed: bool = False,
    mailing: Mailing = AT_ONCE,
    now: datetime,
) -> int:
    """Adds a notice for each member, in the language of each, and returns how many are new.

    ``text`` should be lazily translated (``gettext_lazy``, ``format_lazy``). The same
    ``once_key`` for the same member is told once, whoever repeats it. ``url`` is a path.
    """
    n_new = 0
    for member in members:
        with translation.override(member.user.language):
            notice = Notice(
                agency_id=member.agency_id,
                member=member,
                kind=kind,
                text=str(text)[:500],
                url=url,
                once_key=once_key,
                created_at=now,
            )
            kept = _kept(notice)
            if kept is None:
                continue
            n_new += 1
            if is_mailed:
                _mail(kept, member, mailing, now)
    return n_new


def renew(
    *,
    members: Iterable[Member],
    text: str | Promise,
    url: str,
    once_key: str,
    is_news: bool,
    is_mailed: bool = False,
    mailing: Mailing = AT_ONCE,
    now: datetime,
) -> None:
    """Other words for notices of this key that were told already; the rest as in ``notify``.

    With ``is_news`` they stand on top and unread again, and are mailed again where they are mailed at all.
    """
    people = {member.pk: member for member in members}
    told = Notice.objects.select_for_update().filter(member__in=people, once_key=once_key)
    for notice in told.order_by("pk"):
        member = people[notice.member_id]
        with translation.override(member.user.language):
            notice.text, notice.url = str(text)[:500], url
            if is_news:
                notice.created_at, notice.read_at = now, None
            notice.save(update_fields=["text", "url", "created_at", "read_at"])
            if is_news and is_mailed:
                mail.call_off([notice], now=now)
                _mail(notice, member, mailing, now)


def _mail(notice: Notice, member: Member, mailing: Mailing, now: datetime) -> None:
    due = now + mailing.after
    if not mailing.passes_quiet_hours:
        due = quiet.may_leave_at(
            quiet_from=member.user.quiet_from,
            quiet_until=member.user.quiet_until,
            zone=member.time_zone,
            now=due,
        )
    link = f"{settings.PUBLIC_ORIGIN}{notice.url}" if notice.url else ""
    if mailing.notes_opening:
        link = settings.PUBLIC_ORIGIN + reverse("people:notice", args=[notice.pk])
    mail.write(
        to=member.user.email,
        template="notice",
        language=member.user.language,
        context={
            "subject": notice.text,
            "text": notice.text,
            "link": link,
            "button": gettext("Open Palinsesto"),
            "agency": member.agency.name,
            "preferences": settings.PUBLIC_ORIGIN + reverse("people:preferences"),
        },
        agency=member.agency,
        now=now,
        due=due,
        notice=notice,
    )


def _kept(notice: Notice) -> Notice | None:
    """The notice, stored, unless its key was told before; races are settled by the constraint."""
    if not notice.once_key:
        notice.save()
        return notice
    fields = {"text": notice.text, "url": notice.url, "kind": notice.kind}
    kept, is_new = Notice.objects.get_or_create(
        member=notice.member,
        once_key=notice.once_key,
        defaults={**fields, "agency_id": notice.agency_id, "created_at": notice.created_at},
    )
    return kept if is_new else None


def unread_count(*, member: Member) -> int:
    """How many notices the member has not opened."""
    return Notice.objects.visible_to(member).unread().count()


def mark_read(*, member: Member, now: datetime) -> int:
    """Marks all the member's notices read; returns how many were not."""
    return Notice.objects.visible_to(member).unread().update(read_at=now)


def open_notice(*, notice: Notice, now: datetime) -> str:
    """Marks one notice read, and returns the address that it is about."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    return notice.url


def unsay(once_keys: Iterable[str], *, agency_id: int, now: datetime) -> list[str]:
    """What was told by these keys was a slip: who has not read it never does, and no mail of it leaves any more.

    The addresses of the mails that did not leave.
    """
    told = Notice.objects.filter(agency_id=agency_id, once_key__in=list(once_keys), read_at=None)
    addresses = mail.call_off(told, now=now)
    told.delete()
    return addresses


def told_as(once_key: str, *, agency_id: int) -> QuerySet[Notice]:
    """The notices of this key, of all the members who were told."""
    return Notice.objects.filter(agency_id=agency_id, once_key=once_key)
