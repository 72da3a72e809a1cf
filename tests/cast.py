"""The people of the tests: Alice owns the agency, Bruno writes, Rita manages, Carla is the
client's contact, Eve owns another agency."""

from __future__ import annotations

from dataclasses import dataclass

from clients.models import Channel, Client, Contact
from people.models import Agency, Member

PASSWORD = "correct horse battery staple"

# Words that must never be seen by the wrong agency.
CANARY = "canarino-segreto"


@dataclass(frozen=True)
class Cast:
    """One agency with its people, one client, a contact and a channel."""

    agency: Agency
    alice: Member
    rita: Member
    bruno: Member
    client: Client
    carla: Contact
    channel: Channel


@dataclass(frozen=True)
class Rivals:
    """Another agency: Eve owns it, and everything of hers carries the canary word."""

    agency: Agency
    eve: Member
    client: Client
    contact: Contact
    channel: Channel
