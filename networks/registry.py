"""Which networks exist. One line per network; its code is imported when somebody first asks for it."""

from __future__ import annotations

import importlib
from typing import Any

# slug -> (label, "module:attribute"). The sandbox is the real Mastodon connector aimed at our own server.
NETWORKS: dict[str, tuple[str, str]] = {
    "mastodon": ("Mastodon", "networks.mastodon.connector:MASTODON"),
    "bluesky": ("Bluesky", "networks.bluesky.connector:BLUESKY"),
    "sandbox": ("Sandbox", "networks.mastodon.connector:SANDBOX"),
}


def connector(slug: str) -> Any:
    """The connector of that network; KeyError for a slug nobody registered. Ask its roles with isinstance."""
    module, _, name = NETWORKS[slug][1].partition(":")
    return getattr(importlib.import_module(module), name)


def labels() -> dict[str, str]:
    """slug -> the network's own name, in the order of the registry; imports no connector."""
    return {slug: label for slug, (label, _) in NETWORKS.items()}
