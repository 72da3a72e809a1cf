"""What a toast can carry beside its words: a way to take the act back, for as long as that is possible.

A view says so through the message's extra tags, which every message storage keeps:

    messages.success(request, _("Going out in 10 seconds."), extra_tags=undo(url=url, seconds=10))

The page draws a POST form with a countdown (templates/components/toast.html). The server alone decides
whether it is still time.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

_MARK = "undo?"


@dataclass(frozen=True, slots=True)
class Undo:
    """A way back: where its form posts to, and for how many seconds it is offered (0: as long as the page is)."""

    url: str
    seconds: int


def undo(*, url: str, seconds: int = 10) -> str:
    """The extra tags of a message that offers to take the act back by a POST to ``url``, a local path."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError("a way back is a path of this site")
    return _MARK + urlencode({"url": url, "seconds": seconds})


def read_undo(extra_tags: str) -> Undo | None:
    """The way back that ``extra_tags`` carry, or None."""
    for tag in (extra_tags or "").split():
        if tag.startswith(_MARK):
            asked = parse_qs(tag.removeprefix(_MARK))
            return Undo(url=asked["url"][0], seconds=int(asked["seconds"][0]))
    return None
