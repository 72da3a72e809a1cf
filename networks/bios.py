"""How long the words of a profile may be, network by network. Pure; docs/networks/by-hand.md says where each comes from."""

from __future__ import annotations

from networks.text import Rule, count

# network -> (characters, by which rule of networks.text). Those that are missing set no bound we know of.
BIOS: dict[str, tuple[int, Rule]] = {
    "instagram": (150, "chars"),
    "facebook": (101, "chars"),
    "linkedin": (2000, "chars"),
    "tiktok": (80, "chars"),
    "youtube": (1000, "chars"),
    "x": (160, "chars"),
    "pinterest": (500, "chars"),
    "google_business": (750, "chars"),
    "threads": (150, "chars"),
    "telegram": (255, "chars"),
    "reddit": (200, "chars"),
    "mastodon": (500, "chars"),
    "bluesky": (256, "graphemes"),
    "sandbox": (500, "chars"),
}


def bio_length(network: str, text: str) -> tuple[int, int] | None:
    """How long a bio is as its network counts, and how long it may be; None where no bound is known."""
    if network not in BIOS:
        return None
    most, rule = BIOS[network]
    return count(text, rule), most
