"""Which networks exist. One line per network; its code is imported when somebody first asks for it."""

from __future__ import annotations

import importlib
from typing import Any

from networks.known import KNOWN
from networks.limits import Limits

# slug -> (label, "module:attribute"). The sandbox is the real Mastodon connector aimed at our own server.
NETWORKS: dict[str, tuple[str, str]] = {
    "mastodon": ("Mastodon", "networks.mastodon.connector:MASTODON"),
    "bluesky": ("Bluesky", "networks.bluesky.connector:BLUESKY"),
    "sandbox": ("Sandbox", "networks.mastodon.connector:SANDBOX"),
}
# The sandbox under the other promises that networks make: joined to the above for tests and measurements alone.
OTHER_SANDBOXES: dict[str, tuple[str, str]] = {
    f"sandbox-{name.lower()}": (f"Sandbox ({name.lower()})", f"networks.mastodon.sandboxes:{name}")
    for name in ("NATURAL", "READBACK", "BLIND")
}


def connector(slug: str) -> Any:
    """The connector of that network; KeyError for a slug nobody registered. Ask its roles with isinstance."""
    module, _, name = NETWORKS[slug][1].partition(":")
    return getattr(importlib.import_module(module), name)


def labels() -> dict[str, str]:
    """slug -> the network's own name, in the order of the registry; imports no connector."""
    return {slug: label for slug, (label, _) in NETWORKS.items()}


def names() -> dict[str, str]:
    """slug -> name of every network a channel may be on: those with a connector, then those kept by hand."""
    return labels() | {slug: known.label for slug, known in KNOWN.items()}


def limits_of(slug: str) -> Limits:
    """The usual limits of a network, from its connector or, without one, as it is known; KeyError for neither."""
    limits: Limits = connector(slug).limits if slug in NETWORKS else KNOWN[slug].limits
    return limits


def metrics_by_hand(slug: str) -> tuple[str, ...]:
    """The figures a person can read off the network's own screens, by the names of metrics.py; KeyError for a stranger."""
    if slug in KNOWN:
        return KNOWN[slug].metrics
    return tuple(sorted(connector(slug).metrics))
