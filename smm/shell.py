"""The frame of the staff's screens: scopes, places, notices. Worked out only where a page draws it.

A context processor gives every template one lazy object; a page for signed-out people, or one without a
frame, asks the database nothing. The clients to switch to are asked for when somebody opens the switch
(smm/finding.py): a page of an agency with two hundred clients is as light as one with two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest
from django.utils.functional import Promise

from clients.countdown import countdown
from clients.models import Client, Status
from desk.queries import live
from people.access import member_or_none, other_agencies
from people.models import Agency, Member, User
from people.roles import Capability, Role, may
from smm.places import (
    AGENCY_PLACES,
    CLIENT_PLACES,
    KEYS,
    LISTS,
    LIVE_LISTS,
    STRATEGY_SECTIONS,
    Place,
    Whence,
    address,
    place_of,
)
from smm.ways_on import Way, way_on

# These screens say "Write post" beside their heading, or are the writing itself: the bar does not repeat it.
HAVE_THEIR_OWN_BUTTON = frozenset(
    ("desk:today", "desk:overview", "editorial:all_calendar", "editorial:calendar", "editorial:all_posts", "editorial:posts", "editorial:choose_client",
     "editorial:new", "editorial:edit")
)  # fmt: skip

HOLD_PAGES = frozenset(("editorial:hold", "editorial:hold_all"))
# On a phone this many places stand in the bar; the rest is under "More".
N_FIRST = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as this page shows it."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool
    counts: str = ""
    n: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the top and bottom of one page show; URLs are empty where the screen does not exist."""

    entries: list[Entry]
    sections: list[Entry]
    all_clients_url: str
    switch_url: str
    write_url: str
    is_write_beside: bool
    notices_url: str
    preferences_url: str
    second_factor_url: str
    switch_agency_url: str
    n_unread: int
    live_url: str
    live_list: str
    is_list: bool
    drawn_at: str
    held_since: datetime | None
    hold_url: str
    paused_at: datetime | None
    resume_url: str
    # How far away the day is for which the client lives; empty for most.
    countdown: str

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

    @property
    def has_shortcuts(self) -> bool:
        """Whether single keys do something; keys with Ctrl always do."""
        return self.user.has_shortcuts if self.user else False

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
        known = other_agencies(self.request)
        if known is not None:
            return known
        return list(
            Agency.objects.filter(members__user=self.user, members__is_active=True)
            .exclude(pk=self.member.agency_id)
            .order_by("name")
        )

    @property
    def find_url(self) -> str:
        """Where the palette asks; empty for a stranger."""
        return address("find") if self.member else ""

    @property
    def way(self) -> Way:
        """The way on from a page that says no."""
        return way_on(self.request, is_signed_in=self.user is not None)

    def frame(self, client: Client | None) -> Frame:
        """The frame for all clients (None) or for one."""
        key = client.pk if client else 0
        if key not in self._frames:
            self._frames[key] = self._make_frame(client)
        return self._frames[key]

    def _make_frame(self, client: Client | None) -> Frame:
        places = CLIENT_PLACES if client else AGENCY_PLACES
        view_name = self._view_name()
        here = place_of(places, view_name)
        slug = client.slug if client else ""
        counts = self._counts(client)
        return Frame(
            entries=self._entries(places, here, client, counts),
            sections=self._sections(view_name, client),
            all_clients_url=Whence(here, slug, self.request.GET).on_all(),
            switch_url=address("switch") if self.member else "",
            write_url=self._write_url(client),
            is_write_beside=view_name in HAVE_THEIR_OWN_BUTTON,
            notices_url=address("people:notices") if self.member else "",
            preferences_url=address("people:preferences"),
            second_factor_url=address("mfa_index"),
            switch_agency_url=address("people:switch_agency"),
            n_unread=counts.n_unread,
            live_url=address("live") if self.member else "",
            live_list=LIVE_LISTS.get(view_name, ""),
            is_list=view_name in LISTS,
            drawn_at=counts.drawn_at.isoformat() if counts.drawn_at else "",
            # The page of the hold says it itself.
            held_since=None if view_name in HOLD_PAGES else counts.held_since,
            hold_url=self._hold_url(client),
            paused_at=counts.paused_at,
            resume_url=self._resume_url(),
            countdown=_countdown(client, counts.drawn_at),
        )

    def _counts(self, client: Client | None) -> live.Counts:
        if self.member is None:
            return live.Counts()
        asked = None if client else live.handed_over(self.request)
        return asked or live.counts(member=self.member, slug=client.slug if client else "")

    def _resume_url(self) -> str:
        """Where an administrator lets a paused installation go again."""
        may_see = self.member is not None and self.member.user.is_staff
        return address("admin:people_installation_changelist") if may_see else ""

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
        self,
        places: tuple[Place, ...],
        here: Place | None,
        client: Client | None,
        counts: live.Counts,
    ) -> list[Entry]:
        role = self._role(client)
        return [
            Entry(
                label=place.label,
                url=url,
                icon=place.icon,
                is_current=place is here,
                counts=place.counts,
                key=KEYS.get(place.url_name, ""),
                n=getattr(counts, place.counts) if place.counts else 0,
            )
            for place in places
            if (place.capability is None or may(role, place.capability))
            and (url := address(place.url_name, client.slug if client else ""))
        ]

    def _sections(self, view_name: str, client: Client | None) -> list[Entry]:
        """The menu of the strategy; empty elsewhere."""
        if client is None or place_of(STRATEGY_SECTIONS, view_name) is None:
            return []
        theirs = tuple(
            place for place in STRATEGY_SECTIONS if not place.kinds or client.kind in place.kinds
        )
        here = place_of(theirs, view_name)
        return [
            Entry(label=place.label, url=url, icon="", is_current=place is here)
            for place in theirs
            if (url := address(place.url_name, client.slug))
        ]

    def _may(self, client: Client | None, capability: Capability) -> bool:
        """Whether a button for it is shown; an archived client is read, not changed."""
        is_archived = client is not None and client.status == Status.ARCHIVED
        return not is_archived and may(self._role(client), capability)

    def _hold_url(self, client: Client | None) -> str:
        if not self._may(client, Capability.SCHEDULE_POSTS):
            return ""
        return address("editorial:hold", client.slug) if client else address("editorial:hold_all")

    def _write_url(self, client: Client | None) -> str:
        if not self._may(client, Capability.WRITE_POSTS):
            return ""
        return (
            address("editorial:new", client.slug) if client else address("editorial:choose_client")
        )


def _countdown(client: Client | None, now: datetime | None) -> str:
    if client is None or now is None:
        return ""
    return countdown(client.kind, client.facts, client.today(now))


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor: one lazy object, no query until a page draws its frame."""
    return {"shell": Shell(request)}
