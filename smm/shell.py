"""The frame of the staff's screens: scopes, places, notices. Worked out only where a page draws it.

A context processor gives every template one lazy object; a page for signed-out people, or one without a
frame, asks the database nothing. Which places exist is one table: a place whose address is not there, or which
the person's role does not open, is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.queries.review_queue import with_n_for_me
from people.access import member_or_none
from people.models import Agency, Member, User
from people.notices import unread_count
from people.roles import Capability, Role, may

# These screens say "Write post" beside their heading, or are the writing itself: the bar does not repeat it.
HAVE_THEIR_OWN_BUTTON = frozenset(
    ("desk:today", "desk:overview", "editorial:all_calendar", "editorial:calendar", "editorial:all_posts", "editorial:posts", "editorial:choose_client",
     "editorial:new", "editorial:edit")
)  # fmt: skip

# On a phone this many places stand in the bar; the rest is under "More".
N_FIRST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A screen of the navigation. ``covers`` are the other views that belong to it; ``twin`` is the same screen
    in the other scope, so that switching client keeps the screen; ``keeps`` are the words of the address that it
    keeps too."""

    label: str | Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    covers: tuple[str, ...] = ()
    twin: str = ""
    keeps: tuple[str, ...] = ()
    # Whether it says how many things wait for the person there.
    has_count: bool = False

    def holds(self, view_name: str) -> bool:
        """Whether a view belongs to this place; a name that ends with ``*`` covers all that begin so."""
        return self.fit(view_name) > 0

    def fit(self, view_name: str) -> int:
        """How closely a view belongs to this place, 0 for not at all: the longest name that covers it counts."""
        return max(
            (
                len(name)
                for name in (self.url_name, *self.covers)
                if view_name == name or (name.endswith("*") and view_name.startswith(name[:-1]))
            ),
            default=0,
        )


AGENCY_PLACES = (
    Place(_("Today"), "desk:today", "sun", None, ("editorial:all_by_hand",), "desk:overview"),
    Place(_("Calendar"), "editorial:all_calendar", "calendar3", twin="editorial:calendar",
          keeps=("view", "on", "group", "q")),
    Place(_("Posts"), "editorial:all_posts", "card-list", None, ("editorial:choose_client",),
          "editorial:posts"),
    Place(_("Approvals"), "editorial:all_approvals", "check2-square", None, (), "editorial:approvals",
          has_count=True),
    Place(_("Clients"), "desk:clients", "people", None, ("clients:new",), "desk:overview"),
    Place(_("Results"), "analytics:agency", "graph-up", None, (), "analytics:results", ("days",)),
    Place(_("Team"), "people:team", "person-lines-fill", None,
          ("people:invite*", "people:invitation*", "people:member*"), "clients:team"),
)  # fmt: skip
CLIENT_PLACES = (
    Place(_("Overview"), "desk:overview", "layout-text-window", Capability.VIEW_CLIENT,
          ("clients:edit", "clients:contact*"), "desk:today"),
    Place(_("Calendar"), "editorial:calendar", "calendar3", Capability.VIEW_CLIENT,
          ("editorial:move",), "editorial:all_calendar", ("view", "on", "group", "q")),
    Place(_("Posts"), "editorial:posts", "card-list", Capability.VIEW_CLIENT,
          ("editorial:*",), "editorial:all_posts"),
    Place(_("Library"), "editorial:library", "images", Capability.VIEW_CLIENT,
          ("editorial:asset*",), "desk:clients"),
    Place(_("Approvals"), "editorial:approvals", "check2-square", Capability.VIEW_CLIENT,
          (), "editorial:all_approvals", has_count=True),
    Place(_("Results"), "analytics:results", "graph-up", Capability.VIEW_RESULTS,
          ("analytics:behind", "analytics:post", "analytics:figures", "analytics:channel_figures", "analytics:import_posts"), "analytics:agency", ("days",)),
    Place(_("Reports"), "analytics:reports", "file-text", Capability.VIEW_RESULTS,
          ("analytics:report*",), "desk:clients"),
    Place(_("Channels"), "clients:channels", "plug", Capability.VIEW_CLIENT,
          ("clients:channel*", "clients:connect*", "clients:check", "clients:reconnect",
           "clients:disconnect"), "desk:clients"),
    Place(_("Team"), "clients:team", "person-lines-fill", Capability.MANAGE_CLIENTS,
          ("clients:unassign",), "people:team"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as this page shows it."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool
    n: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """A client the person may switch to, on the same screen where there is one."""

    client: Client
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the top and bottom of one page show; URLs are empty where the screen does not exist."""

    entries: list[Entry]
    clients: list[Scope]
    all_clients_url: str
    write_url: str
    is_write_beside: bool
    notices_url: str
    preferences_url: str
    second_factor_url: str
    switch_agency_url: str
    n_unread: int

    @property
    def first_entries(self) -> list[Entry]:
        """The places of the phone's bar."""
        return self.entries[:N_FIRST]


@dataclass
class Shell:
    """The person, their agency and the frame, each asked for at most once a request."""

    request: HttpRequest
    _frames: dict[int, Frame] = field(default_factory=dict)

    @cached_property
    def user(self) -> User | None:
        # A page for a request that was refused at the door stands before anybody was looked up.
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def person(self) -> str:
        """The name shown for the person."""
        return self.user.get_full_name() if self.user else ""

    @property
    def theme(self) -> str:
        """The saved choice of colours; empty follows the machine."""
        return self.user.theme if self.user else ""

    @property
    def density(self) -> str:
        """The saved choice of density."""
        return self.user.density if self.user else ""

    @cached_property
    def member(self) -> Member | None:
        return member_or_none(self.request)

    @cached_property
    def agency(self) -> Agency | None:
        return self.member.agency if self.member else None

    @cached_property
    def other_agencies(self) -> list[Agency]:
        """The agencies the person also works for, by name."""
        if self.user is None or self.member is None:
            return []
        return list(
            Agency.objects.filter(members__user=self.user, members__is_active=True)
            .exclude(pk=self.member.agency_id)
            .order_by("name")
        )

    @cached_property
    def clients(self) -> list[Client]:
        """The clients of the scope switch: current ones the member may see."""
        if self.member is None:
            return []
        mine = Client.objects.visible_to(self.member).current()
        return list(with_n_for_me(mine, member=self.member))

    def frame(self, client: Client | None) -> Frame:
        """The frame for all clients (None) or for one."""
        key = client.pk if client else 0
        if key not in self._frames:
            self._frames[key] = self._make_frame(client)
        return self._frames[key]

    def _make_frame(self, client: Client | None) -> Frame:
        places = CLIENT_PLACES if client else AGENCY_PLACES
        view_name = self._view_name()
        # A place of its own name comes before one that covers whole families of views.
        closest = max(places, key=lambda place: place.fit(view_name))
        here = closest if closest.holds(view_name) else None
        return Frame(
            entries=self._entries(places, here, client),
            clients=self._scopes(here, client),
            all_clients_url=self._keeping(_url(here.twin), here)
            if here and client and _url(here.twin)
            else _url("desk:today"),
            write_url=self._write_url(client),
            is_write_beside=view_name in HAVE_THEIR_OWN_BUTTON,
            notices_url=_url("people:notices") if self.member else "",
            preferences_url=_url("people:preferences"),
            second_factor_url=_url("mfa_index"),
            switch_agency_url=_url("people:switch_agency"),
            n_unread=unread_count(member=self.member) if self.member else 0,
        )

    def _view_name(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def _role(self, client: Client | None) -> str:
        """The role that counts here: on a client the one client_or_404 found, else the agency-wide one."""
        if self.member is None:
            return ""
        if client is None or self.member.role == Role.OWNER:
            return self.member.role
        return str(getattr(self.request, "client_role", "") or self.member.role)

    def _entries(
        self, places: tuple[Place, ...], here: Place | None, client: Client | None
    ) -> list[Entry]:
        role = self._role(client)
        return [
            Entry(place.label, url, place.icon, place is here, self._count(place, client))
            for place in places
            if (place.capability is None or may(role, place.capability))
            and (url := _url(place.url_name, client))
        ]

    def _count(self, place: Place, client: Client | None) -> int:
        """What waits for the person's decision, read off the clients of the scope switch."""
        if not place.has_count:
            return 0
        return sum(
            int(getattr(each, "n_for_me", 0))
            for each in self.clients
            if client is None or each.pk == client.pk
        )

    def _scopes(self, here: Place | None, current: Client | None) -> list[Scope]:
        wanted = (here.url_name if current else here.twin) if here else ""
        return [
            Scope(
                client=client,
                url=self._keeping(_url(wanted, client), here) or _url("desk:overview", client),
                is_current=current is not None and client.pk == current.pk,
            )
            for client in self.clients
        ]

    def _keeping(self, url: str, here: Place | None) -> str:
        """The address with what this screen keeps of its own: the view, the day, the filters."""
        asked = self.request.GET
        kept = {name: asked[name] for name in here.keeps if asked.get(name)} if here else {}
        return f"{url}?{urlencode(kept)}" if url and kept else url

    def _write_url(self, client: Client | None) -> str:
        if not may(self._role(client), Capability.WRITE_POSTS):
            return ""
        return _url("editorial:new", client) if client else _url("editorial:choose_client")


def _url(name: str, client: Client | None = None) -> str:
    """The address of a view, of one client when given; empty when there is no such screen."""
    if not name:
        return ""
    try:
        return reverse(name, kwargs={"slug": client.slug} if client else None)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor: one lazy object, no query until a page draws its frame."""
    return {"shell": Shell(request)}
