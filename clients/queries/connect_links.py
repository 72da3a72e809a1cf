"""Links by which a client connects an account: whom one reaches, and which are open."""

from __future__ import annotations

from datetime import datetime

from clients.models import Client, ConnectLink, Contact
from people.models import Member


def whom_a_link_reaches(*, member: Member, client: Client) -> list[Contact]:
    """The client's people who have an e-mail address, by name."""
    mine = Contact.objects.visible_to(member).filter(client=client)
    return list(mine.exclude(email="").order_by("name", "pk"))


def open_links(*, member: Member, client: Client, now: datetime) -> list[ConnectLink]:
    """Those that still open something, the newest first, with whom they went to."""
    mine = ConnectLink.objects.visible_to(member).filter(client=client).open_at(now)
    return list(mine.select_related("contact", "channel", "sent_by__user"))
