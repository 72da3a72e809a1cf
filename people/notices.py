"""Tells a member something: a line in the app, and an e-mail when asked. Never speaks twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from people import mail
from people.models import Member, Notice


def notify(
    *,
    members: Iterable[Member],
    kind: str,
    text: str | Promise,
    url: str = "",
    once_key: str = "",
    is_mailed: bool = False,
    now: datetime,
) -> int:
    """Adds a notice for each member, in the language of each, and returns how many are new.

    ``text`` should be lazily translated (``gettext_lazy``, ``format_lazy``). The same
    ``once_key`` for the same member is told once, whoever repeats it. ``url`` is a path.
    """
    n_new = 0
    for member in members:
        with translation.override(member.user.language):
            words = str(text)[:500]
            notice = Notice(
                agency_id=member.agency_id,
                member=member,
                kind=kind,
                text=words,
                url=url,
                once_key=once_key,
                created_at=now,
            )
            if once_key and not _is_first(notice):
                continue
            if not once_key:
                notice.save()
            n_new += 1
            if is_mailed:
                mail.write(
                    to=member.user.email,
                    template="notice",
                    language=member.user.language,
                    context={
                        "subject": words,
                        "text": words,
                        "link": f"{settings.PUBLIC_ORIGIN}{url}" if url else "",
                        "button": gettext("Open Palinsesto"),
                    },
                    agency=member.agency,
                    now=now,
                )
    return n_new


def _is_first(notice: Notice) -> bool:
    """Stores the notice unless its key was told before; races are settled by the constraint."""
    fields = {"text": notice.text, "url": notice.url, "kind": notice.kind}
    _, is_new = Notice.objects.get_or_create(
        member=notice.member,
        once_key=notice.once_key,
        defaults={**fields, "agency_id": notice.agency_id, "created_at": notice.created_at},
    )
    return is_new


def unread_count(*, member: Member) -> int:
    """How many notices the member has not opened."""
    return Notice.objects.visible_to(member).unread().count()


def mark_read(*, member: Member, now: datetime) -> int:
    """Marks all the member's notices read; returns how many were not."""
    return Notice.objects.visible_to(member).unread().update(read_at=now)
