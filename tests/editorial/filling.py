"""Addresses and forms of the screens of posts, as a browser fills them in."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

from django.urls import reverse

from editorial import when
from editorial.models import Delivery, Post
from people.clock import database_now
from people.ids import uuid7

TOMORROW = timedelta(days=1)


def url(name: str, cast, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def form(cast, **fields) -> dict[str, str]:
    """What the editor sends for the cast's one channel."""
    return {
        "text": "Si pota lo stesso.",
        f"on-{cast.channel.public_id.hex}-is_on": "on",
        f"on-{cast.channel.public_id.hex}-visibility": "public",
        "key": str(uuid7()),
        "deed": "save",
        **fields,
    }


def tomorrow_at(hour: str, cast) -> dict[str, str]:
    day = when.wall_of(database_now() + TOMORROW, cast.client.time_zone).date()
    return {"day": day.isoformat(), "clock": hour}


def post_of(cast) -> Post:
    return Post.objects.get(client=cast.client)


def move(delivery: Delivery, *states: str, reason: str = "") -> None:
    """Walk a delivery along legal moves, for states that need a failing network."""
    now = database_now()
    for state in states:
        fields: dict = {"state": state, "reason": reason}
        in_flight = state in ("claimed", "sending")
        fields["lease_until"] = now + timedelta(seconds=60) if in_flight else None
        fields["owner"] = 1 if in_flight else None
        fields["check_after"] = now + timedelta(seconds=40) if state == "unknown" else None
        if state == "sending":
            fields["first_sent_at"] = now
        Delivery.objects.filter(pk=delivery.pk).update(**fields)


class EditorFields(HTMLParser):
    """What a browser without JavaScript would send back of the editor."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.is_inside = False
        self.text_of = self.select_of = ""

    def handle_starttag(self, tag, attrs):
        all_ = dict(attrs)
        if tag == "form":
            self.is_inside = all_.get("id") == "editor"
        name, kind = all_.get("name"), all_.get("type")
        if not self.is_inside or "disabled" in all_:
            return
        if tag == "option" and "selected" in all_:
            self.data[self.select_of] = [all_["value"]]
        elif tag == "select":
            self.select_of = name
        elif tag == "textarea":
            self.text_of, self.data[name] = name, [""]
        elif (
            tag == "input"
            and name
            and kind not in ("file", "submit")
            and (kind not in ("checkbox", "radio") or "checked" in all_)
        ):
            self.data.setdefault(name, []).append(
                all_.get("value", "on" if kind in ("checkbox", "radio") else "")
            )

    def handle_data(self, data):
        if self.text_of:
            self.data[self.text_of][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.text_of:
            self.data[self.text_of] = [self.data[self.text_of][0].removeprefix("\n")]
            self.text_of = ""


def fields(html: str) -> dict[str, list[str]]:
    """The fields of the editor on this page, by name."""
    parser = EditorFields()
    parser.feed(html)
    return parser.data
