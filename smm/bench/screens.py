"""Which screens are measured: those of the agency, those of one client, and every other that the URLconf knows.

A screen that needs a client alone, or nothing, is found in the URLconf: a new one is measured without anybody adding it
here. One that shows a thing (a goal, a post, a month's statement) has its line in `_THINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from analytics.actions import reporting
from analytics.series import month_before
from clients.models import Client
from community.models import Conversation
from editorial.lifecycle import PostStage
from editorial.models import Post, Publication
from people.clock import database_now
from smm.bench import crowd

OURS = ("desk", "clients", "editorial", "community", "analytics", "people")


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen: its address, and for a client's screen that of the ordinary client.

    One that is found in the URLconf may turn out to be no page: an act, a file, the way to somewhere else.
    """

    name: str
    path: str
    usual_path: str = ""
    is_found: bool = False


_OF_AGENCY = (
    ("today", "desk:today", ""),
    ("client_list", "desk:clients", ""),
    ("post_list_all", "editorial:all_posts", ""),
    ("calendar_month_all", "editorial:all_calendar", ""),
    ("dashboard_agency", "analytics:agency", "?days=30"),
    ("dashboard_agency_90", "analytics:agency", "?days=90"),
    ("hours", "analytics:all_hours", ""),
    ("meetings", "clients:all_meetings", ""),
    ("inbox_all", "community:all_inbox", ""),
    ("network_sheets", "clients:network_sheets", ""),
    ("hours_week", "analytics:hours_week", ""),
    ("walk", "desk:walk", ""),
)
_OF_CLIENT = (
    ("composer", "editorial:new", ""),
    ("post_list", "editorial:posts", ""),
    ("calendar_month", "editorial:calendar", ""),
    ("dashboard_30", "analytics:results", "?days=30"),
    ("dashboard_90", "analytics:results", "?days=90"),
    ("posts_behind", "analytics:behind", "?days=30&by=engagements"),
    ("overview", "desk:overview", ""),
    ("begin", "desk:begin", ""),
    ("status", "desk:standing", ""),
    ("brief", "clients:brief", ""),
    ("audiences", "clients:audiences", ""),
    ("presence", "clients:presence", ""),
    ("notes", "clients:notes", ""),
    ("profiles", "clients:profiles", ""),
    ("dates", "clients:matters", ""),
    ("rules", "clients:rules", ""),
    ("platform_fit", "clients:fit", ""),
    ("goals", "analytics:goals", ""),
    ("pillars", "editorial:pillars", ""),
    ("voice", "clients:voice", ""),
    ("competitors", "clients:competitors", ""),
    ("comparisons", "analytics:compared", ""),
    ("contract", "clients:contract", ""),
    ("budget", "analytics:budget", ""),
    ("money", "analytics:budget_money", ""),
    ("statements", "analytics:statements", ""),
    ("meetings_of_client", "clients:meetings", ""),
    ("first_audit", "analytics:first_audit", ""),
    ("quality", "analytics:quality", ""),
    ("dead_links", "editorial:dead_links", ""),
    ("inbox", "community:inbox", ""),
    ("inbox_done", "community:inbox", "?show=done"),
)
_NAMED = {view for _name, view, _query in (*_OF_AGENCY, *_OF_CLIENT)}


def of_agency() -> Iterator[Screen]:
    """The screens over all clients."""
    for name, view, query in _OF_AGENCY:
        yield Screen(name, reverse(view) + query)
    for view in _others(()):
        yield Screen(view, reverse(view), is_found=True)


def of_client(world: crowd.Crowd, busy: Client, ordinary: Client) -> Iterator[Screen]:
    """One client's screens, each with the same screen of an ordinary client."""
    for name, view, query in _OF_CLIENT:
        own, usual = (reverse(view, args=[each.slug]) + query for each in (busy, ordinary))
        yield Screen(name, own, usual)
    for view in _others(("slug",)):
        own, usual = (reverse(view, args=[each.slug]) for each in (busy, ordinary))
        yield Screen(view, own, usual, is_found=True)
    for name, view, find in _THINGS:
        own, usual = (_address(view, each, find(each)) for each in (busy, ordinary))
        yield Screen(name, own, usual)
    own, usual = (
        reverse("analytics:statement_of_month", args=[each.slug, _last_month()])
        for each in (busy, ordinary)
    )
    yield Screen("statement_of_month", own, usual)
    (own, own_shared), (usual, usual_shared) = (_report(world, each) for each in (busy, ordinary))
    yield Screen("report", own, usual)
    yield Screen("report_shared", own_shared, usual_shared)


def _others(takes: tuple[str, ...]) -> Iterator[str]:
    """The views without a name of their own here whose address takes just these arguments."""
    for view, arguments in _views(get_resolver()):
        if arguments == takes and view.partition(":")[0] in OURS and view not in _NAMED:
            yield view


def _views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{prefix}{each.name}", tuple(each.pattern.converters)
        elif not each.pattern.converters:
            yield from _views(each, f"{each.namespace}:" if each.namespace else prefix)


def _post(client: Client) -> Publication:
    """A post of three weeks, measured as often as the product measures."""
    before = database_now() - timedelta(days=20)
    found = Publication.objects.filter(client=client, published_at__lt=before)
    post = found.order_by("-published_at").first()
    if post is None:
        raise RuntimeError("Too few posts to measure: ask for more.")
    crowd.add_readings(post)
    return post


def _draft(client: Client) -> Post | None:
    """A post that still can be written."""
    return Post.objects.filter(client=client, stage=PostStage.DRAFT).order_by("pk").first()


def _waits_longest(client: Client) -> Conversation | None:
    return Conversation.objects.filter(client=client).order_by("due_at", "pk").first()


Find = Callable[[Client], Model | None]
_THINGS: Iterable[tuple[str, str, Find]] = (
    ("inbox_talk", "community:inbox_talk", _waits_longest),
    ("goal", "analytics:goal", lambda client: client.goals.order_by("pk").first()),
    ("goal_edit", "analytics:goal_edit", lambda client: client.goals.order_by("pk").first()),
    ("meeting", "clients:meeting", lambda client: client.meetings.order_by("-starts_at").first()),
    ("post_results", "analytics:post", _post),
    ("post", "editorial:post", _draft),
    ("post_edit", "editorial:edit", _draft),
    ("channel", "clients:channel", lambda client: client.channels.order_by("pk").first()),
    ("contract_edit", "clients:contract_edit", lambda client: client.contracts.first()),
    ("contact", "clients:contact_edit", lambda client: client.contacts.first()),
)


def _address(view: str, client: Client, thing: Any) -> str:
    """The address of a thing's screen; RuntimeError when the crowd has none: it would be measured empty."""
    if thing is None:
        raise RuntimeError(f"{client.slug} has nothing to show at {view}.")
    return reverse(view, args=[client.slug, thing.public_id])


def _last_month() -> str:
    return f"{month_before(database_now().date()):%Y-%m}"


def _report(world: crowd.Crowd, client: Client) -> tuple[str, str]:
    """The address of a report of last month inside the agency, and that of a link to it."""
    now = database_now()
    report = reporting.make_report(
        by=world.owner, client=client, month_on=month_before(now.date()), now=now
    )
    _, token = reporting.make_link(by=world.owner, report=report, label="Prova", now=now)
    return (
        reverse("analytics:report", args=[client.slug, report.public_id]),
        reverse("analytics:shared_report", args=[token]),
    )
