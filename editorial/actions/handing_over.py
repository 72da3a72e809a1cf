"""Asking a person: what is due on a channel without a connection, and what nobody has published yet.

At its hour a delivery on such a channel is handed to people: those of the channel are told, in the app and by e-mail.
After half an hour those who schedule are told too. After four hours it is missed and somebody decides. No program
calls the network for it, ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.actions import by_hand as channels_by_hand
from editorial.actions import alerts, calling
from editorial.actions.circles import let_in
from editorial.actions.serving import CLIENT_CASES
from editorial.actions.telling import who_can_act
from editorial.lifecycle import (
    CLIENT_LEFT,
    CLIENT_PAUSED,
    CLIENT_PROSPECT,
    HELD,
    NO_GO,
    NO_LINK,
    HandActKind,
)
from editorial.models import Delivery, HandAct
from editorial.models.holds import ON_HOLD
from editorial.models.releases import JOIN_RELEASE, LINK_SENT, RELEASE_CASES
from editorial.words.alerts import AlertKind
from people.models import Member
from people.notices import notify

AT_A_TIME = 200
# A person is not a program: this late it is still worth publishing.
LATE_AFTER = timedelta(minutes=30)
MISSED_AFTER = timedelta(hours=4)

ASKED: Promise = _("it is time, publish it by hand")
NOT_YET: Promise = _("nobody has published it by hand yet")

# The same questions that are asked just before a network is called.
_HAND_OVER = f"""
WITH taken AS MATERIALIZED (
    SELECT d.id FROM editorial_delivery d
      JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'by_hand'
     WHERE d.state = 'scheduled' AND d.next_attempt_at <= %(now)s
     ORDER BY d.due_at, d.id LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
), judged AS (
    SELECT d.id,
           CASE WHEN p.stage <> 'approved' OR p.approved_revision_id IS DISTINCT FROM d.revision_id
                     THEN 'approval_lost'
                WHEN {ON_HOLD} THEN '{HELD}'
                {CLIENT_CASES}
                {RELEASE_CASES}
                ELSE '' END AS obstacle,
           {LINK_SENT} AS link
      FROM taken JOIN editorial_delivery d USING (id)
      JOIN editorial_post p ON p.id = d.post_id
      JOIN editorial_revision r ON r.id = d.revision_id
      {JOIN_RELEASE}
      JOIN clients_client k ON k.id = d.client_id
)
UPDATE editorial_delivery d
   SET state = CASE WHEN judged.obstacle = '' THEN 'by_hand' ELSE 'blocked' END,
       reason = judged.obstacle, reason_params = '{{}}', release_link = judged.link, grace = GREATEST(d.grace, %(missed)s)
  FROM judged WHERE d.id = judged.id
RETURNING d.id, judged.obstacle
"""  # noqa: S608 (no values in it)
_LATE = """
WITH taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'by_hand' AND reason = '' AND due_at + %(late)s <= %(now)s
     LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d SET reason = 'late' FROM taken WHERE d.id = taken.id RETURNING d.id
"""
_MISSED = """
WITH taken AS MATERIALIZED (
    SELECT id FROM editorial_delivery
     WHERE state = 'by_hand' AND due_at + grace <= %(now)s
     LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE editorial_delivery d SET state = 'missed', reason = 'not_by_hand'
  FROM taken WHERE d.id = taken.id RETURNING d.id
"""
_HELD = {
    "approval_lost": alerts.NOT_APPROVED,
    CLIENT_PROSPECT: alerts.CLIENT_PROSPECT,
    CLIENT_PAUSED: alerts.CLIENT_PAUSED,
    CLIENT_LEFT: alerts.CLIENT_LEFT,
    HELD: alerts.ON_HOLD,
}


def hand_over(*, now: datetime) -> int:
    """Hand what is due to people, remind, and mark what nobody did in time; returns how many were handed over.

    Each sweep is a transaction of its own: one that fails does not keep the others from theirs.
    """
    n_asked = 0
    with alerts.aside("handing deliveries to people"):
        rows = _moved(_HAND_OVER, now)
        asked = [id for id, obstacle in rows if not obstacle]
        _tell(asked, what=ASKED, kind=HandActKind.ASKED, now=now)
        for obstacle, what in _HELD.items():
            held = [id for id, found in rows if found == obstacle]
            alerts.raise_for_many(held, what=what, now=now)
        calling.tell_held_back(
            without_go=[id for id, found in rows if found == NO_GO],
            without_link=[id for id, found in rows if found == NO_LINK],
            now=now,
        )
        n_asked = len(asked)
    with alerts.aside("reminding of what is to be published by hand"):
        late = [id for (id,) in _moved(_LATE, now)]
        _tell(late, what=NOT_YET, kind=HandActKind.LATE, now=now)
    with alerts.aside("marking what nobody published by hand"):
        missed = [id for (id,) in _moved(_MISSED, now)]
        alerts.raise_for_many(missed, what=AlertKind.NOT_BY_HAND, now=now)
    return n_asked


def _moved(sql: str, now: datetime) -> list[Any]:
    values: dict[str, Any] = {
        "now": now,
        "limit": AT_A_TIME,
        "late": LATE_AFTER,
        "missed": MISSED_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _tell(ids: Sequence[int], *, what: Promise, kind: HandActKind, now: datetime) -> None:
    if not ids:
        return
    found = Delivery.objects.filter(pk__in=ids)
    for delivery in found.select_related("channel__keeper__user", "post__release", "client"):
        HandAct.objects.create(agency_id=delivery.agency_id, delivery=delivery, at=now, kind=kind)
        with alerts.aside(f"telling people of delivery {delivery.pk}"):
            notify(
                members=let_in(_told(delivery, kind), delivery.post),
                kind="by_hand",
                text=format_lazy(
                    "«{post}», {channel}: {what}",
                    post=delivery.post.name_aloud(now),
                    channel=delivery.channel.handle,
                    what=what,
                ),
                url=address_of(delivery),
                once_key=f"by_hand:{delivery.pk}:{delivery.due_at.timestamp():.0f}:{kind}",
                is_mailed=True,
                now=now,
            )


def _told(delivery: Delivery, kind: HandActKind) -> list[Member]:
    """The channel's own person, else all who may; when it is late, those who schedule as well."""
    able = list(channels_by_hand.who_may_publish(delivery.client))
    keeper = delivery.channel.keeper
    asked = [member for member in able if keeper is None or member.pk == keeper.pk] or able
    if kind == HandActKind.LATE:
        asked += [m for m in who_can_act(delivery.client) if m not in asked]
    return asked


def address_of(delivery: Delivery) -> str:
    """The page on which a person publishes it."""
    post = delivery.post
    where = [delivery.client.slug, post.public_id, delivery.public_id]
    return reverse("editorial:by_hand", args=where)
