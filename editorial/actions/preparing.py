"""Handing pictures to networks before a post is due, so that the sending itself is one short call.

From half an hour before its time a scheduled delivery with pictures has a Step per picture. A worker leases
them, makes the file this network takes, and calls the connector step by step; what the network gave back is
stored before the next call, so that a crash repeats at most one upload and never a post. Nothing becomes visible
by this. `begin` (claiming.py) lets a delivery out only when its steps are done for the revision it carries.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from clients.actions import connecting
from clients.actions.connecting import OpenChannel
from editorial import pace, storing
from editorial.actions import alerts
from editorial.actions.fitting import file_for
from editorial.contents import Picture, for_channel, pictures_in
from editorial.lifecycle import DeliveryState, StepKind
from editorial.models import Delivery, Step
from editorial.models.deliveries import MEDIA
from editorial.pictures.rules import Refusal
from editorial.when import wall_of
from editorial.words.alerts import AlertKind
from networks.errors import ErrorKind, NetworkError
from networks.roles import Publishes
from networks.types import Draft, Media

log = logging.getLogger(__name__)

AHEAD = timedelta(minutes=30)
LEASE = timedelta(seconds=180)
UPLOAD_TIMEOUT_S = 60.0
VIDEO_TIMEOUT_S = 150.0  # a hundred megabytes on an office's line; below the lease
# Networks throw away what no post takes up, Mastodon after a day.
REFS_LAST = timedelta(hours=12)
FIRST_BACK_OFF_S = 5.0
LONGEST_BACK_OFF_S = 120.0
# The place of the first picture among a delivery's steps; the post itself is step 0.
FIRST_POSITION = 1
# How often in a row somebody else may have been quicker before this round looks no further.
MOST_LOST = 10

_REFUSED_KINDS = {
    ErrorKind.CONTENT_REJECTED,
    ErrorKind.MEDIA_FETCH_FAILED,
    ErrorKind.NOT_SUPPORTED,
}
_HELD_KINDS = {ErrorKind.PERMISSION_DENIED, ErrorKind.ACCOUNT_RESTRICTED}

# The next delivery with pictures to hand over: its channel lets us in and nobody else is at it.
_NEXT = f"""
SELECT d.id
  FROM editorial_delivery d
  JOIN editorial_revision r ON r.id = d.revision_id
  JOIN editorial_post p ON p.id = d.post_id AND p.stage = 'approved'
   AND p.approved_revision_id = d.revision_id
  JOIN clients_channel c ON c.id = d.channel_id AND c.health = 'ok'
 WHERE d.state = 'scheduled'
   AND d.due_at <= %(now)s + %(ahead)s AND d.due_at + d.grace > %(now)s
   AND {MEDIA} IS NOT NULL
   AND (SELECT count(*) FROM editorial_step s
         WHERE s.delivery_id = d.id AND s.kind = 'media' AND s.done_at IS NOT NULL
           AND s.subject = r.content_hash AND s.expires_at > %(now)s + d.grace
       ) < jsonb_array_length({MEDIA})
   AND NOT EXISTS (SELECT 1 FROM editorial_step s
                    WHERE s.delivery_id = d.id AND s.kind = 'media'
                      AND (s.lease_until > %(now)s OR s.next_try_at > %(now)s))
   AND NOT EXISTS (SELECT 1 FROM clients_gate g
                    WHERE g.channel_id = d.channel_id AND g.shut_until > %(now)s)
 ORDER BY d.due_at, d.id
 LIMIT 1 FOR UPDATE OF d SKIP LOCKED
"""  # noqa: S608 (no values in it)


class _Lost(Exception):
    """The lease ran out, or the delivery moved on."""


def prepare_due(*, clock: Callable[[], datetime], seconds: float = 45.0) -> int:
    """Work at deliveries whose pictures are to be handed over, soonest due first; returns how many were worked at."""
    until = time.monotonic() + seconds
    n_worked = 0
    for delivery in pace.one_by_one(lambda: _lease_next(clock()), until=until):
        _Handing(delivery, clock).run(until=until)
        n_worked += 1
    return n_worked


def _lease_next(now: datetime) -> Delivery | None:
    for _try in range(MOST_LOST):
        with transaction.atomic():
            with connection.cursor() as cursor:
                values: dict[str, Any] = {"now": now, "ahead": AHEAD}
                cursor.execute(_NEXT, values)
                row = cursor.fetchone()
            if row is None:
                return None
            delivery = Delivery.objects.select_related("revision", "channel").get(pk=row[0])
            # Asked again now that the row is locked: somebody may have leased the steps since we looked.
            if not _is_taken(delivery, now):
                _write_steps(delivery, now)
                return delivery
    return None


def _is_taken(delivery: Delivery, now: datetime) -> bool:
    later = Q(lease_until__gt=now) | Q(next_try_at__gt=now)
    mine = delivery.steps.filter(kind=StepKind.MEDIA)
    if mine.filter(later).exists():
        return True
    done = mine.filter(
        done_at__isnull=False,
        subject=delivery.revision.content_hash,
        expires_at__gt=now + delivery.grace,
    )
    return done.count() >= len(pictures_in(delivery.revision.content, delivery.channel_id))


def _write_steps(delivery: Delivery, now: datetime) -> None:
    """A step per picture of the revision, leased; what was handed over of the very same picture is kept."""
    entries = pictures_in(delivery.revision.content, delivery.channel_id)
    steps = {s.position: s for s in delivery.steps.filter(kind=StepKind.MEDIA)}
    for at, entry in enumerate(entries):
        position = FIRST_POSITION + at
        step = steps.pop(position, None) or Step(
            agency_id=delivery.agency_id,
            delivery=delivery,
            position=position,
            kind=StepKind.MEDIA,
            is_commit=False,
        )
        is_same = step.payload.get("picture") == _as_json(entry)
        if not is_same or (step.expires_at is not None and step.expires_at <= now + delivery.grace):
            step.payload = {"picture": _as_json(entry)}
            step.refs, step.remote_ref, step.done_at, step.expires_at = {}, "", None, None
            step.n_tries = 0
        step.subject = delivery.revision.content_hash
        step.lease_until, step.next_try_at = now + LEASE, None
        step.save()
    for superfluous in steps.values():
        superfluous.delete()


def _as_json(entry: Picture) -> dict[str, Any]:
    return {
        "asset": entry.asset,
        "sha256": entry.sha256,
        "alt": entry.alt,
        "crop": entry.crop,
        "focus": [entry.focus_x, entry.focus_y],
    }


@dataclass
class _Handing:
    """One delivery's pictures on their way to its network; holds no transaction while it calls."""

    delivery: Delivery
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.steps = list(self.delivery.steps.filter(kind=StepKind.MEDIA).order_by("position"))
        self.lease_until = self.steps[0].lease_until if self.steps else None

    def run(self, *, until: float) -> None:
        """As far as it gets: ready, waiting for the network, to be tried later, or held for a person."""
        try:
            channel = connecting.open_channels([self.delivery.channel_id]).get(
                self.delivery.channel_id
            )
            if channel is None:
                self._later(60, problem="auth_expired")
                return
            draft = self._draft(channel)
            while self._go_on(channel, draft):
                if time.monotonic() > until:
                    self._later(0)
                    return
        except _Lost:
            log.info("Somebody else goes on with the pictures of delivery %s", self.delivery.pk)
        except Refusal as refusal:
            self._hold("picture_refused", {"code": refusal.code, **refusal.params})
        except NetworkError as error:
            self._failed(error)
        except Exception as error:
            log.exception("Unforeseen error with the pictures of delivery %s", self.delivery.pk)
            self._back_off(type(error).__name__)

    def _draft(self, channel: OpenChannel) -> Draft:
        """The delivery's draft with files that can be opened; what they are is stored before they leave."""
        content = self.delivery.revision.content
        media = []
        entries = pictures_in(content, self.delivery.channel_id)
        for step, entry in zip(self.steps, entries, strict=True):
            rendition = file_for(
                entry,
                client_id=self.delivery.client_id,
                limits=channel.limits,
                now=self.clock(),
                on=wall_of(self.delivery.due_at, self.delivery.time_zone).date(),
            )
            step.payload |= {
                "sha256": rendition.sha256,
                "mime": rendition.mime,
                "width": rendition.width,
                "height": rendition.height,
                "n_bytes": rendition.n_bytes,
                "duration_s": rendition.asset.duration_s,
            }
            media.append(
                Media(
                    sha256=rendition.sha256,
                    mime=rendition.mime,
                    width=rendition.width,
                    height=rendition.height,
                    alt=entry.alt,
                    open=partial(storing.open_file, rendition.file),
                    n_bytes=rendition.n_bytes,
                    duration_s=rendition.asset.duration_s,
                )
            )
        self._store()
        return replace(for_channel(content, self.delivery.channel_id), media=tuple(media))

    def _go_on(self, channel: OpenChannel, draft: Draft) -> bool:
        """One call to the network; True when another may follow at once."""
        connector = channel.connector
        if not isinstance(connector, Publishes):
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "not_supported")
        state: dict[str, Any] = {}
        for step in self.steps:
            state |= step.refs
        has_video = any(not media.mime.startswith("image/") for media in draft.media)
        prepared = connecting.asked(
            channel,
            lambda credentials: connector.prepare(
                credentials,
                draft,
                state=state,
                timeout_s=VIDEO_TIMEOUT_S if has_video else UPLOAD_TIMEOUT_S,
            ),
        )
        self._keep_refs(prepared.refs, is_ready=prepared.is_ready)
        if prepared.is_ready:
            return False
        if prepared.next_check_s:
            # The network works on it: this worker is free for others meanwhile.
            self._later(prepared.next_check_s)
            return False
        return True

    def _keep_refs(self, refs: Mapping[str, Any], *, is_ready: bool) -> None:
        """Each picture's own reference with its step; whatever else the connector remembers with the first."""
        now = self.clock()
        own = {str(at) for at in range(len(self.steps))}
        for at, step in enumerate(self.steps):
            kept = {str(at): refs[str(at)]} if str(at) in refs else {}
            if at == 0:
                kept |= {key: value for key, value in refs.items() if key not in own}
            if kept and step.expires_at is None:
                step.expires_at = now + REFS_LAST
            step.refs = kept
            step.remote_ref = _name_of(kept.get(str(at)))
            step.problem, step.problem_params = "", {}
            if is_ready:
                step.remote_ref = step.remote_ref or "ready"
                step.done_at = step.done_at or now
                step.expires_at = step.expires_at or now + REFS_LAST
        self._store(lease_until=None if is_ready else now + LEASE)

    def _store(self, **more: Any) -> None:
        """Write the steps, if they are still ours. Raises _Lost."""
        with transaction.atomic():
            mine = Step.objects.select_for_update().filter(
                pk__in=[s.pk for s in self.steps], lease_until=self.lease_until
            )
            if len(mine) != len(self.steps):
                raise _Lost
            for step in self.steps:
                for name, value in more.items():
                    setattr(step, name, value)
                step.save()
        self.lease_until = self.steps[0].lease_until

    def _later(self, seconds: float, *, problem: str = "") -> None:
        """Give the steps back, to be taken up again after so many seconds."""
        at = self.clock() + timedelta(seconds=seconds)
        if problem:
            self._first_open().problem = problem[:60]
        self._store(lease_until=None, next_try_at=at)

    def _first_open(self) -> Step:
        """The picture that is being handed over."""
        ready = [s for s in self.steps if _is_ready(s, self.steps.index(s))]
        return next((s for s in self.steps if s not in ready), self.steps[0])

    def _failed(self, error: NetworkError) -> None:
        kind = error.kind
        if kind in _REFUSED_KINDS:
            self._hold("picture_refused", {"code": error.code, "kind": kind.value})
        elif kind in _HELD_KINDS:
            self._hold(kind.value, {"code": error.code, "kind": kind.value})
        elif kind is ErrorKind.AUTH_EXPIRED:
            connecting.mark_reauth_needed(self.delivery.channel_id, now=self.clock())
            self._hold("reconnect", {"kind": kind.value}, told=alerts.RECONNECT)
        elif kind is ErrorKind.NOT_FOUND:
            # The network no longer has what we gave it: that one is given again.
            lost = self._first_open()
            lost.refs, lost.remote_ref, lost.expires_at = {}, "", None
            self._back_off(kind.value)
        else:
            self._back_off(kind.value, wish=error.retry_at_s)

    def _back_off(self, problem: str, *, wish: float | None = None) -> None:
        step = self._first_open()
        step.n_tries = min(step.n_tries + 1, 30_000)
        doubled = FIRST_BACK_OFF_S * 2 ** min(step.n_tries - 1, 10)
        try:
            self._later(max(wish or 0, min(doubled, LONGEST_BACK_OFF_S)), problem=problem)
        except _Lost:
            log.info("Somebody else goes on with the pictures of delivery %s", self.delivery.pk)

    def _hold(
        self,
        reason: str,
        params: dict[str, str | int],
        *,
        told: AlertKind = AlertKind.PICTURE,
    ) -> None:
        """A person must act; nothing is sent until the post is scheduled again, or its channel is back."""
        step = self._first_open()
        step.problem, step.problem_params = reason[:60], params
        place = {"picture": self.steps.index(step) + 1} if reason == "picture_refused" else {}
        try:
            with transaction.atomic():
                self._store(lease_until=None)
                is_held = Delivery.objects.filter(
                    pk=self.delivery.pk,
                    state=DeliveryState.SCHEDULED,
                    revision_id=self.delivery.revision_id,
                ).update(
                    state=DeliveryState.BLOCKED, reason=reason[:60], reason_params=params | place
                )
                if is_held:
                    alerts.raise_for_many([self.delivery.pk], what=told, now=self.clock())
        except _Lost:
            log.info("Somebody else goes on with the pictures of delivery %s", self.delivery.pk)


def _is_ready(step: Step, at: int) -> bool:
    ref = step.refs.get(str(at))
    return step.done_at is not None or (isinstance(ref, dict) and bool(ref.get("is_ready")))


def _name_of(ref: Any) -> str:
    return str(ref.get("id", ""))[:400] if isinstance(ref, dict) else ""
