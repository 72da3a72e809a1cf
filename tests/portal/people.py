"""What the tests of approvals need: a client who approves, a post they were asked about, their link."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.test import Client as Browser

from clients.actions import access_links, onboarding
from clients.models import Contact
from editorial.actions import asking, drafting
from editorial.actions.drafting import VersionInput
from editorial.models import Post, Review
from people.clock import database_now
from tests import make_posts
from tests.cast import Cast

TEXT = "Il Gracco 2026 comincia da questi tagli: un'eccellenza da aspettare due anni."
NEW_TEXT = "Il Gracco 2026 comincia da questi tagli: un'annata da aspettare tre anni."


def needs(cast: Cast, approval: str) -> None:
    """The client's rule for approvals."""
    onboarding.update_client(
        by=cast.alice, client=cast.client, approval=approval, now=database_now()
    )
    cast.client.refresh_from_db()
    cast.channel.client = cast.client


def draft(cast: Cast, text: str = TEXT) -> Post:
    return make_posts.draft(cast.bruno, cast.channel, text=text)


def asked(cast: Cast, text: str = TEXT, **more: object) -> Review:
    """A post the client was asked about."""
    review, _contacts = asking.ask_client(
        post=draft(cast, text), member=cast.rita, now=database_now(), **more
    )
    return review


def reword(cast: Cast, post: Post, text: str = NEW_TEXT) -> Post:
    """Bruno changes the words."""
    post.refresh_from_db()
    return drafting.edit_post(
        post=post,
        member=cast.bruno,
        edit_number=post.edit_number,
        text=text,
        versions=[VersionInput(cast.channel)],
        wall_at=post.wall_at,
        now=database_now(),
    )


@dataclass
class Visitor:
    """A contact with their link in a browser that nobody is signed in to."""

    contact: Contact
    token: str
    browser: Browser

    def url(self, path: str = "") -> str:
        return f"/p/{self.token}/{path}"

    def get(self, path: str = "", **more: object):
        return self.browser.get(self.url(path), **more)

    def look(self):
        """Open the page and move on it, as people do and scanners of mail do not."""
        answer = self.get()
        page = answer.content.decode()
        form = page[page.index(f'action="{self.url("seen/")}"') :].partition("</form>")[0]
        names = re.findall(r'name="review" value="([^"]+)"', form)
        self.post("seen/", {"review": names})
        return answer

    def post(self, path: str, data: dict[str, object] | None = None):
        return self.browser.post(self.url(path), data or {})

    def approve(self, review: Review, seen: str = ""):
        seen = seen or review.revision.content_hash
        return self.post("approve/", {"review": review.public_id, "seen": seen})


def visitor(contact: Contact) -> Visitor:
    """The contact's own way in."""
    address = access_links.give(contact=contact, now=database_now())
    return Visitor(contact, address.rstrip("/").rpartition("/")[2], Browser())
