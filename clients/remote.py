"""What a network told about a channel, as JSON in its row and back. Pure.

Rows written by an older version may lack a field or have one too many: both are borne.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from networks.limits import Limits, PollLimits
from networks.types import Ability


def abilities_as_json(abilities: Iterable[Ability]) -> list[dict[str, Any]]:
    """Abilities in the network's order."""
    return [
        {
            "name": each.name,
            "is_granted": each.is_granted,
            "missing_scope": each.missing_scope,
        }
        for each in abilities
    ]


def limits_as_json(limits: Limits) -> dict[str, Any]:
    """Limits with sets as sorted lists."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(limits).items()
    }


def limits_from_json(stored: Mapping[str, Any], usual: Limits) -> Limits:
    """The stored limits; what is missing is the network's usual."""
    values: dict[str, Any] = {
        field.name: stored.get(field.name, getattr(usual, field.name)) for field in fields(Limits)
    }
    values["mimes"] = frozenset(values["mimes"])
    values["visibilities"] = tuple(values["visibilities"])
    poll = values["poll"]
    if isinstance(poll, Mapping):
        values["poll"] = PollLimits(**{f.name: poll[f.name] for f in fields(PollLimits)})
    return Limits(**values)
