"""What is a link, a mention or a tag in a text, said in byte offsets. Pure.

Bluesky makes nothing clickable by itself: each stretch must be named, in bytes of the UTF-8 text, start inclusive and end
exclusive. https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from networks.text import count, hashtags, links

MAX_TAG = 64
MAX_MENTIONS = 20
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_TOP = r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HANDLE = re.compile(rf"(?<![\w@./-])@((?:{_LABEL}\.){{1,10}}{_TOP})(?![\w@-])", re.IGNORECASE)


def handles(text: str) -> list[str]:
    """The handles named in the text, each once, in lower case without @; those inside links are not meant."""
    taken = [(span.start, span.end) for span in links(text)]
    found = [
        match.group(1).lower()
        for match in _HANDLE.finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    ]
    return list(dict.fromkeys(found))[:MAX_MENTIONS]


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a text; `dids` says who the handles are, and one that is missing stays plain words."""
    at = [0, *accumulate(len(char.encode("utf-8", "replace")) for char in text)]
    taken = [(span.start, span.end) for span in links(text)]
    made = [_facet(at, s.start, s.end, "link", {"uri": s.value}) for s in links(text)]
    for match in _HANDLE.finditer(text):
        did = dids.get(match.group(1).lower())
        if did and not any(start <= match.start() < end for start, end in taken):
            made.append(_facet(at, match.start(), match.end(), "mention", {"did": did}))
    made += [
        _facet(at, span.start, span.end, "tag", {"tag": span.value})
        for span in hashtags(text)
        if count(span.value, "graphemes") <= MAX_TAG
    ]
    return sorted(made, key=lambda facet: int(facet["index"]["byteStart"]))


def _facet(at: list[int], start: int, end: int, kind: str, more: dict[str, str]) -> dict[str, Any]:
    return {
        "index": {"byteStart": at[start], "byteEnd": at[end]},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **more}],
    }
