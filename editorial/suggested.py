"""What the client would say instead: texts by channel id, "" for the one of all channels. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from editorial.contents import clean_text, is_blank

# As much as any network takes.
MOST_CHARS = 63_206
ALL = ""


def texts_in(content: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a frozen content that a person may write anew: the one that channels follow, then those of their own."""
    versions = content["versions"]
    own = {key: str(version["text"]) for key, version in versions.items() if version["text"]}
    is_followed = bool(content["text"]) and len(own) < len(versions)
    return {ALL: str(content["text"]), **own} if is_followed or not own else own


def text_now(content: Mapping[str, Any], key: str) -> str:
    """The text of that name as it is in a content; empty where its channel is gone or follows the others."""
    if key == ALL:
        return str(content["text"])
    return str(content["versions"].get(key, {}).get("text", ""))


def really_suggested(content: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """Of what was typed, what says something else than the content; nothing blank, nothing of channels it has not."""
    found = {}
    for key, was in texts_in(content).items():
        text = clean_text(typed.get(key, "").replace("\r\n", "\n")[:MOST_CHARS])[0].strip()
        if not is_blank(text) and text != was.strip():
            found[key] = text
    return found
