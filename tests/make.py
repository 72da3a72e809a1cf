"""Makes what tests need, through the product's own actions, so that every state is reachable.

Posts and readings have their own makers beside this file (make_posts.py and so on).
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from clients.actions import onboarding
from clients.actions.connecting.keeping import store_credentials
from clients.models import Assignment, Channel, Client, Contact, Gate
from networks.types import Credentials, Secret
from people import sealing
from people.actions import inviting, membership
from people.clock import database_now
from people.mail import MAIL_CONTEXT
from people.models import Invitation, Member, Outbox, User
from people.roles import Role
from tests.cast import CANARY, PASSWORD, Cast, Rivals
from tests.clock import NOW

_numbers = count(1)


def agency(name: str = "Quintavoce", *, email: str = "", language: str = "en") -> Member:
    """An agency; returns its owner."""
    number = next(_numbers)
    return membership.create_agency(
        name=name,
        email=email or f"owner{number}@example.org",
        owner_name=f"Owner {number}",
        password=PASSWORD,
        language=language,
        slug=f"agency-{number}",
        now=NOW,
    )


def member(
    owner: Member, role: Role, *, name: str = "", email: str = "", language: str = "en"
) -> Member:
    """A colleague who accepted an invitation."""
    number = next(_numbers)
    invitation = inviting.invite(
        by=owner, email=email or f"{role}{number}@example.org", role=role, now=NOW
    )
    return inviting.accept_new(
        token=token_of(invitation),
        name=name or f"{role.label} {number}",
        password=PASSWORD,
        language=language,
        now=NOW,
    )


def token_of(invitation: Invitation) -> str:
    """The token in the mail that waits for this invitation."""
    return str(link_of(invitation)).rstrip("/").rpartition("/")[2]


def link_of(invitation: Invitation) -> str:
    """The link in the newest mail to the invited address."""
    return str(mail_context(to=invitation.email)["link"])


def mail_context(*, to: str) -> dict[str, Any]:
    """What the newest waiting mail to an address will say."""
    row = Outbox.objects.filter(kind="mail", payload__to=to).order_by("-pk")[0]
    return dict(opened_mail(row))


def opened_mail(row: Outbox) -> dict[str, Any]:
    """The sealed context of a mail."""
    return dict(json.loads(sealing.unseal(row.payload["sealed"], context=MAIL_CONTEXT)))


def client(
    by: Member, name: str = "Tenuta Trecorvi", *, kind: str = "company", **more: Any
) -> Client:
    """A client of ``by``'s agency."""
    return onboarding.create_client(by=by, name=name, kind=kind, now=NOW, **more)


def contact(by: Member, to: Client, name: str = "Carla Ridolfi", **more: Any) -> Contact:
    """A person of the client."""
    fields = {"email": f"contact{next(_numbers)}@example.org", **more}
    return onboarding.add_contact(by=by, client=to, now=NOW, name=name, **fields)


def assigned(by: Member, to: Client, who: Member, role: Role) -> Assignment:
    """``who`` works on the client with ``role``."""
    return onboarding.assign(by=by, client=to, member=who, role=role, now=NOW)


def channel(
    to: Client,
    handle: str = "",
    *,
    network: str = "sandbox",
    host: str = "http://127.0.0.1:9",
    remote_id: str = "",
    token: str = "access-token",
    now: datetime = NOW,
) -> Channel:
    """A connected channel as connecting leaves it, without walking to a network.

    Tests of connecting itself walk; everybody else starts here.
    """
    number = next(_numbers)
    made = Channel.objects.create(
        agency_id=to.agency_id,
        client=to,
        network=network,
        host=host,
        remote_id=remote_id or f"remote-{number}",
        handle=handle or f"@trecorvi{number}@example.org",
        name=to.name,
        connected_at=now,
        checked_at=now,
        abilities=[{"name": "publish", "is_granted": True, "missing_scope": ""}],
    )
    credentials = Credentials(
        host=host, account_id=made.remote_id, access_token=Secret(token), scopes=frozenset()
    )
    store_credentials(made, credentials, now)
    Gate.objects.create(agency_id=to.agency_id, channel=made)
    return made


def staff(email: str = "support@example.org") -> User:
    """A person of support who may use the admin."""
    return User.objects.create_superuser(email, PASSWORD, name="Support", language="en")


def cast() -> Cast:
    """Alice's agency with its people."""
    alice = agency("Quintavoce", email="alice@example.org")
    rita = member(alice, Role.MANAGER, name="Rita", email="rita@example.org")
    bruno = member(alice, Role.EDITOR, name="Bruno", email="bruno@example.org")
    trecorvi = client(alice)
    assigned(alice, trecorvi, rita, Role.MANAGER)
    assigned(alice, trecorvi, bruno, Role.EDITOR)
    carla = contact(alice, trecorvi, "Carla Ridolfi")
    return Cast(
        agency=alice.agency,
        alice=alice,
        rita=rita,
        bruno=bruno,
        client=trecorvi,
        carla=carla,
        channel=channel(trecorvi, "@trecorvi@example.org"),
    )


def rivals() -> Rivals:
    """Eve's agency; her rows carry the canary word."""
    eve = agency(f"Rivali {CANARY}", email=f"eve-{CANARY}@example.org")
    theirs = client(eve, f"Cliente {CANARY}", summary=CANARY)
    return Rivals(
        agency=eve.agency,
        eve=eve,
        client=theirs,
        contact=contact(eve, theirs, f"Contatto {CANARY}"),
        channel=channel(theirs, f"@{CANARY}@example.org", token=CANARY),
    )


def later(**delta: float) -> datetime:
    """NOW and some time: ``later(days=8)``."""
    return NOW + timedelta(**delta)


def today(of: Client) -> date:
    """The day it is where this client is: in the last hour of UTC another one than ours."""
    return database_now().astimezone(ZoneInfo(of.time_zone)).date()
