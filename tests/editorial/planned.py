"""Posts on the calendar, and how its pages are asked and read."""

from __future__ import annotations

import re
from datetime import datetime

from django.urls import reverse

from editorial.actions import drafting
from editorial.actions.drafting import VersionInput
from tests import make

NOW = make.NOW


def draft(cast, wall_at: datetime, *, text="Si pota lo stesso.", channels=None, client=None):
    return drafting.create_post(
        member=cast.alice,
        client=client or cast.client,
        text=text,
        versions=[VersionInput(each) for each in channels or [cast.channel]],
        wall_at=wall_at,
        now=NOW,
    )


def url(cast, **query) -> str:
    return reverse("editorial:calendar", args=[cast.client.slug], query=query)


def move_url(cast, post) -> str:
    return reverse("editorial:move", args=[cast.client.slug, post.public_id])


def fields(wall_at: datetime, **more) -> dict[str, str]:
    return {"day": f"{wall_at:%Y-%m-%d}", "clock": f"{wall_at:%H:%M}", **more}


def shown(html: str) -> set[tuple[str, str]]:
    """The posts of a page, each with its time."""
    found = re.findall(
        r'data-wall="([^"]+)"(?:(?!data-wall).)*?/posts/([0-9a-f-]{36})/"', html, re.S
    )
    return {(post, wall) for wall, post in found}


def html_of(browser, address: str, **query) -> str:
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()
