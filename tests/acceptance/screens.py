"""Every screen of the product as an address of the demo installation, taken from the URLconf.

Runs inside the installation (`manage.py shell`): a new view is walked without anybody adding it to a list.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from django.urls import reverse

from clients.actions import access_links
from clients.models import AccessLink, Approval, Channel, Client, Contact, Contract
from editorial.actions import asking
from editorial.lifecycle import DeliveryState, ReviewDecision, ReviewStep
from editorial.models import Asset, Delivery, Publication, Review
from people.clock import database_now
from people.models import KeptMail, Member
from people.roles import Role
from tests import make, make_posts
from tests.architecture.access_table import TABLE
from tests.architecture.sides import Side
from tests.architecture.test_access_matrix import ALLAUTH, addresses, ours

OWNER = "nora@quintavoce.example"
CLIENT = "tenuta-trecorvi"
MARK = "passeggiata"


class Demo(Side):
    """The demo agency's own things where it has them; the others are made when first asked for."""

    def __init__(self) -> None:
        self.owner = Member.objects.get(user__email=OWNER, role=Role.OWNER)
        self.mark = MARK
        self.client: Client = Client.objects.get(agency=self.owner.agency, slug=CLIENT)

    @cached_property
    def contact(self) -> Contact:
        """Who decides for the client, with something to decide."""
        found = next(
            (each for each in self.client.contacts.exclude(email="") if each.may_decide), None
        )
        contact = found or make.contact(self.owner, self.client, part="approver")
        post = make_posts.draft(
            self.owner, self.channel, text="Sei gradi alle sei. Si pota lo stesso."
        )
        asking.ask_client(post=post, member=self.owner, now=database_now())
        return contact

    @cached_property
    def portal_link(self) -> tuple[AccessLink, str]:
        """A link of theirs, with its token."""
        address = access_links.give(contact=self.contact, now=database_now())
        return self.contact.links.latest("pk"), address.rstrip("/").rpartition("/")[2]

    @cached_property
    def contract(self) -> Contract:
        """The terms that the demo agreed: two over one month cannot be."""
        return self.client.contracts.latest("starts_on")

    @cached_property
    def channel(self) -> Channel:
        """A channel that works."""
        return self.client.channels.filter(disconnected_at=None, health="ok")[0]

    @cached_property
    def delivery(self) -> Delivery:
        """A post that is out, with its whole story."""
        found = Delivery.objects.filter(client=self.client, state=DeliveryState.PUBLISHED)
        return found.order_by("-due_at")[0]

    @cached_property
    def approval(self) -> Review:
        """The client's last yes."""
        given = Review.objects.filter(client=self.client, step=ReviewStep.CLIENT)
        return given.filter(decision=ReviewDecision.APPROVED).latest("pk")

    @cached_property
    def publication(self) -> Publication:
        """What the network has of it."""
        return Publication.objects.filter(client=self.client).order_by("-published_at")[0]

    @cached_property
    def asset(self) -> Asset:
        """A picture of the library."""
        return self.client.assets.filter(state="ready", removed_at=None).first() or super().asset


def _reader(name: str) -> str:
    """Who reads a screen: a contact of the client by their link, a guest of a report, or staff."""
    if name.startswith("portal:"):
        return "contact"
    return "guest" if name.startswith("analytics:shared") else "staff"


def screens() -> list[dict[str, Any]]:
    """What `_screens` finds, while the client asks for nobody's approval: some things are scheduled for it."""
    side = Demo()
    asked = side.client.approval
    side.client.approval = Approval.NONE
    side.client.save(update_fields=["approval"])
    try:
        return _screens(side)
    finally:
        side.client.approval = asked
        side.client.save(update_fields=["approval"])


def _screens(side: Demo) -> list[dict[str, Any]]:
    """Name, path and reader ("staff", "stranger", "contact" or "guest") of everything that answers a GET."""
    KeptMail.objects.get_or_create(
        message_id="<acceptance>", defaults={"sender": "a", "to": "b", "subject": "S", "text": "T"}
    )
    found: list[dict[str, Any]] = []
    for address in ours():
        rule = TABLE.get(address.name)
        if rule is None or "GET" not in rule.methods:
            continue
        reader = _reader(address.name)
        if address.name == "people:join":
            reader = "stranger"
        path = address.on(side) + rule.query
        if address.name == "kept_message":
            path = reverse("kept_message", args=[KeptMail.objects.latest("pk").pk])
        found.append({"name": address.name, "path": path, "reader": reader})
    for address in addresses():
        if address.name.startswith(ALLAUTH) and address.is_plain:
            path = reverse(address.name)
            # Signing out is no place to walk through.
            if address.name != "account_logout":
                found.append({"name": address.name, "path": path, "reader": "staff"})
                found.append({"name": address.name, "path": path, "reader": "stranger"})
    found.append({"name": "404", "path": "/no-such-page/", "reader": "staff"})
    found.append({"name": "404 of the portal", "path": "/p/no-such-link/", "reader": "contact"})
    return found


def write(path: str) -> None:
    """Puts them into a file, for the tests outside."""
    Path(path).write_text(json.dumps(screens()))
