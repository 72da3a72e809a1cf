"""Channels on the sandbox, posts and deliveries in any state, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from clients.actions.connecting.keeping import store_credentials
from clients.models import Channel, Client, Gate
from clients.tagging import slug
from editorial import when
from editorial.actions import campaigns, drafting, publishing, repeats, scheduling
from editorial.actions.campaigns import CampaignFacts
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.actions.repeats import Plan
from editorial.models import Campaign, Delivery, Post, Recurrence
from editorial.recurring import Clock, Every, Pattern
from networks.sandbox.process import SandboxProcess
from networks.types import Credentials, Secret
from people.clock import database_now
from people.models import Member
from tests.make import NOW


def sandbox_channel(
    client: Client, sandbox: SandboxProcess, *, username: str = "", is_quiet: bool = True
) -> Channel:
    """A channel that is connected to a fresh account of the sandbox."""
    order = {"usernames": [username]} if username else {"n": 1}
    account = sandbox.order("accounts", quiet=is_quiet, **order)[0]
    now = database_now()
    channel = Channel.objects.create(
        agency_id=client.agency_id,
        client=client,
        network="sandbox",
        host=sandbox.origin,
        remote_id=account["id"],
        handle=f"@{account['username']}",
        name=account["name"],
        abilities=[{"name": "publish", "is_granted": True, "missing_scope": ""}],
        connected_at=now,
    )
    Gate.objects.create(agency_id=client.agency_id, channel=channel)
    store_credentials(
        channel,
        Credentials(
            host=sandbox.origin,
            account_id=account["id"],
            access_token=Secret(account["token"]),
            scopes=frozenset(account["scopes"]),
        ),
        now,
    )
    return channel


def campaign(member: Member, client: Client, name: str = "Porte aperte", **facts: Any) -> Campaign:
    """A campaign of this and the next three weeks, if not said otherwise."""
    now = database_now()
    today = client.today(now)
    given = {
        "word": slug(name), "starts_on": today - timedelta(days=7), "ends_on": today + timedelta(days=21)
    } | facts  # fmt: skip
    it = CampaignFacts(name=name, **given)
    return campaigns.begin_campaign(by=member, client=client, facts=it, now=now)


def written(by: Member, client: Client, text: str = "Si apre la porta", **more: Any) -> Post:
    """A post on no channel, unless `versions` say so."""
    return drafting.create_post(
        member=by, client=client, text=text, versions=more.pop("versions", ()), now=NOW, **more
    )


def draft(
    member: Member,
    *channels: Channel,
    text: str = "Si pota lo stesso.",
    pictures: Sequence[PictureInput] = (),
    now: datetime | None = None,
    **version: str,
) -> Post:
    """A draft for these channels, all following the base unless `version` says otherwise."""
    return drafting.create_post(
        member=member,
        client=channels[0].client,
        text=text,
        versions=[VersionInput(channel, **version) for channel in channels],
        pictures=pictures,
        now=now or database_now(),
    )


def scheduled(
    member: Member,
    *channels: Channel,
    text: str = "Si pota lo stesso.",
    due_in: timedelta = timedelta(minutes=10),
    pictures: Sequence[PictureInput] = (),
    thread: Sequence[str] = (),
    first_comment: str = "",
    now: datetime | None = None,
) -> Delivery:
    """A post scheduled `due_in` from now; the delivery of its first channel."""
    now = now or database_now()
    post = draft(member, *channels, text=text, pictures=pictures, now=now)
    if thread or first_comment:
        post.thread = list(thread)
        post.save(update_fields=["thread"])
        post.versions.update(first_comment=first_comment)
    due = now + due_in
    zone = post.client.time_zone
    scheduling.schedule(
        post=post,
        member=member,
        wall_at=when.wall_of(due, zone),
        fold=when.fold_of(due, zone),
        now=now,
        is_repeat_ok=True,
    )
    return post.deliveries.get(channel=channels[0])


def repeated(member: Member, channel: Channel, *, text: str) -> Recurrence:
    """A draft of tomorrow that repeats every week, with the posts that are made ahead."""
    post = draft(member, channel, text=text)
    tomorrow = when.wall_of(database_now() + timedelta(days=1), post.client.time_zone)
    post.wall_at = tomorrow.replace(second=0, microsecond=0)
    post.save(update_fields=["wall_at"])
    pattern = Pattern(every=Every.WEEK, starts_on=tomorrow.date(), weekdays=(tomorrow.weekday(),))
    plan = Plan(pattern=pattern, clock=Clock(post.wall_at.time()))
    return repeats.repeat(post=post, member=member, plan=plan, now=database_now())[0]


def run_round(at: datetime) -> int:
    """Publish what is due at that instant, as a worker would; the number that went out."""
    return publishing.publish_round(clock=lambda: at)


def just_after(delivery: Delivery) -> datetime:
    """A moment at which the delivery is due."""
    return delivery.due_at.astimezone(UTC) + timedelta(seconds=1)
