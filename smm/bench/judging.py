"""What became of posts, judged by the network's own ledger: sent twice, lost, left hanging, or put to a person.

The ledger is the history; our rows are only what we say about it. One judge for the tests, the proofs and the soak.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from editorial.lifecycle import AWAITS_A_PERSON, ENDED, DeliveryState, PartState
from editorial.models import Delivery, Step
from networks import registry

PART_HANGS = frozenset({PartState.WAITING, PartState.SENDING, PartState.UNKNOWN})


@dataclass
class Verdict:
    """Names of what went wrong; and by idempotency class how many wait for a person."""

    n_judged: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    needs_human: Counter[str] = field(default_factory=Counter)

    @property
    def violations(self) -> list[str]:
        """What must never be, whatever happened: in words. Empty means that the promise held."""
        found = [f"sent twice: {name}" for name in self.duplicates]
        found += [f"lost: {name}" for name in self.lost]
        found += [f"left hanging: {name}" for name in self.stuck]
        asked = {kind: n for kind, n in self.needs_human.items() if kind != "blind"}
        return found + [f"put to a person: {n} on {kind}" for kind, n in asked.items()]


def judge(ledger: Iterable[Mapping[str, Any]], deliveries: Iterable[int]) -> Verdict:
    """Compare these deliveries and their later parts with the sandbox's ledger (GET /sandbox/ledger)."""
    made: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], set[str]] = {}
    for line in ledger:
        if not line["is_replay"]:
            at = (str(line["account_id"]), str(line["text_sha256"]))
            made[at] += 1
            names.setdefault(at, set()).add(str(line["status_id"]))
    verdict = Verdict()
    rows = Delivery.objects.filter(pk__in=list(deliveries)).select_related("channel", "revision")
    steps = Step.objects.filter(delivery__in=rows).exclude(state="").order_by("position")
    parts: dict[int, list[Step]] = {}
    for step in steps:
        parts.setdefault(step.delivery_id, []).append(step)
    for row in rows:
        kind = registry.connector(row.channel.network).idempotency
        content = row.revision.content
        at = (row.channel.remote_id, _digest(content["text"]))
        remote = str((row.proof or {}).get("remote_id", ""))
        name = f"delivery {row.pk} ({kind}, {row.state})"
        is_out = row.state == DeliveryState.PUBLISHED
        _judge_one(verdict, name, made[at], is_out, is_out and remote not in names.get(at, ()))
        if row.state in AWAITS_A_PERSON:
            verdict.needs_human[kind] += 1
        elif row.state not in ENDED:
            verdict.stuck.append(name)
        elif not is_out:
            verdict.lost.append(name)
        for at_part, step in enumerate(parts.get(row.pk, [])):
            words = content["thread"][at_part]
            _judge_part(verdict, row, step, kind, (row.channel.remote_id, _digest(words)), made, names)  # fmt: skip
    return verdict


def _judge_part(
    verdict: Verdict,
    row: Delivery,
    step: Step,
    kind: str,
    at: tuple[str, str],
    made: Counter[tuple[str, str]],
    names: Mapping[tuple[str, str], set[str]],
) -> None:
    name = f"part {step.pk} of {row.pk} ({kind}, {step.state})"
    is_out = step.state == PartState.DONE
    _judge_one(verdict, name, made[at], is_out, is_out and step.remote_ref not in names.get(at, ()))
    if step.state == PartState.NEEDS_HUMAN:
        verdict.needs_human[kind] += 1
    elif row.state == DeliveryState.PUBLISHED and step.state in PART_HANGS:
        verdict.stuck.append(name)
    elif step.state == PartState.LEFT:
        verdict.lost.append(name)


def _judge_one(
    verdict: Verdict, name: str, n_made: int, is_out: bool, has_false_proof: bool
) -> None:
    verdict.n_judged += 1
    if n_made > 1:
        verdict.duplicates.append(name)
    if is_out and (n_made == 0 or has_false_proof):
        verdict.lost.append(f"{name}, confirmed but not there")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
