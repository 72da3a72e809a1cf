"""A thread of three parts with its first comment, and how far it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from clients.models import Channel
from editorial.lifecycle import PartState as P
from editorial.models import Delivery, Step
from people.clock import database_now
from tests.make_posts import just_after, run_round, scheduled

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FIRST = "Sei gradi alle sei."
THREAD = ["Si pota lo stesso.", "Aldo dice che la vite preferisce il freddo."]
COMMENT = "#vendemmia #potatura"
WHOLE = [FIRST, *THREAD, COMMENT]


def creates(sandbox: Any, channel: Channel, *texts: str) -> list[int]:
    """How many different posts with each of these texts the network made on the channel, by its own ledger."""
    made = Counter(
        entry["text_sha256"]
        for entry in sandbox.ask("ledger")
        if entry["account_id"] == channel.remote_id and not entry["is_replay"]
    )
    return [made[hashlib.sha256(text.encode()).hexdigest()] for text in texts or WHOLE]


def parts(delivery: Delivery) -> list[Step]:
    return list(delivery.steps.exclude(state="").order_by("position"))


def states(delivery: Delivery) -> list[str]:
    return [step.state for step in parts(delivery)]


def rest(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.rest


def on_the_networks_clock(sandbox: Any, at: datetime) -> None:
    sandbox.order("clock", offset_s=(at - database_now()).total_seconds())


def a_thread(owner: Any, channel: Channel, **more: Any) -> Delivery:
    more = {"text": FIRST, "thread": THREAD, "first_comment": COMMENT, **more}
    return scheduled(owner, channel, **more)


def first_part_out(delivery: Delivery, sandbox: Any) -> None:
    """Publish the first part and put the second off, as a network that asks to wait does; then let it be due."""
    sandbox.order("faults", kind="rate_limit", seconds=1, skip=1)
    run_round(just_after(delivery))
    delivery.steps.filter(state=P.WAITING, next_try_at__isnull=False).update(
        next_try_at=delivery.due_at, first_sent_at=None
    )
