"""The two agencies of the access matrix: the things that the addresses name, one side's own and another's."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from analytics.actions import reporting
from analytics.models import ExternalFigure, ReportLink, Statement
from clients import meetings as meeting_words
from clients.actions import (
    access_links,
    audiences,
    by_hand,
    connect_links,
    goals,
    link_pages,
    meetings,
    notes,
    offering,
    presence,
    profiles,
    watching,
)
from clients.models import (
    AccessLink,
    Audience,
    Channel,
    Client,
    ClientNote,
    Competitor,
    ConnectLink,
    Contact,
    Contract,
    FigureSource,
    Goal,
    LinkCheck,
    Meeting,
    Offer,
    PageLink,
    ProfileTask,
    Sighting,
    Stage,
    TouchpointMoment,
)
from community.actions import writing_down
from community.models import Conversation
from community.states import Kind
from editorial.actions import answering, asking, releasing
from editorial.actions.drafting import freeze_revision
from editorial.lifecycle import ReviewDecision
from editorial.models import (
    Amendment,
    Asset,
    Campaign,
    Cost,
    Delivery,
    Extra,
    Pillar,
    Post,
    Publication,
    Release,
    Review,
    Series,
    ShortLink,
    TimeEntry,
)
from editorial.when import wall_of
from people.clock import database_now
from people.models import Invitation, Member
from people.roles import Role
from tests import make, make_goals, make_money, make_numbers, make_pictures, make_posts


class Side:
    """One agency's things, made when first asked for."""

    def __init__(self, owner: Member, mark: str) -> None:
        self.owner = owner
        self.mark = mark
        self.client: Client = make.client(owner, f"Cliente {mark}", summary=mark)

    @cached_property
    def colleague(self) -> Member:
        """A member to be looked at, assigned to the client."""
        member = make.member(self.owner, Role.EDITOR, name=f"Collega {self.mark}")
        make.assigned(self.owner, self.client, member, Role.EDITOR)
        return member

    @cached_property
    def invitation(self) -> Invitation:
        """An invitation that waits."""
        return make.inviting.invite(
            by=self.owner, email=f"{self.mark}@example.org", role=Role.EDITOR, now=make.NOW
        )

    @cached_property
    def note(self) -> ClientNote:
        """A note of the owner about the client."""
        return notes.write(by=self.owner, client=self.client, words=self.mark, now=make.NOW)

    @cached_property
    def contract(self) -> Contract:
        """What was agreed with the client."""
        return make_money.contract(self.owner, self.client)

    @cached_property
    def hours(self) -> TimeEntry:
        """Half an hour of the owner."""
        return make_money.hours(self.owner, self.client, 30)

    @cached_property
    def extra(self) -> Extra:
        """Something offered beyond the contract."""
        return make_money.extra(self.owner, self.client)

    @cached_property
    def cost(self) -> Cost:
        """Something bought outside."""
        return make_money.cost(self.owner, self.client)

    @cached_property
    def statement(self) -> Statement:
        """The account of a month long ago."""
        return make_money.statement(self.owner, self.client)

    @cached_property
    def contact(self) -> Contact:
        """A contact of the client."""
        return make.contact(self.owner, self.client, f"Contatto {self.mark}")

    @cached_property
    def audience(self) -> Audience:
        """Whom the client wants to reach."""
        return audiences.write_audience(
            by=self.owner, client=self.client, name=f"Pubblico {self.mark}", now=make.NOW
        )

    @cached_property
    def portal_link(self) -> tuple[AccessLink, str]:
        """The contact's link to the portal, with its token."""
        address = access_links.give(contact=self.contact, now=database_now())
        return self.contact.links.get(), address.rstrip("/").rpartition("/")[2]

    @cached_property
    def connect_link(self) -> ConnectLink:
        """A link by which the contact may connect an account, that nobody used yet."""
        return connect_links.send(
            by=self.owner, client=self.client, network="mastodon", contact=self.contact,
            now=database_now(),
        )  # fmt: skip

    @cached_property
    def stage(self) -> Stage:
        """A stage of the client's event."""
        return Stage.objects.create(
            agency_id=self.client.agency_id, client=self.client, name=f"Palco {self.mark}"
        )

    @cached_property
    def offer(self) -> Offer:
        """An offer nobody has seen."""
        day = make.today(self.client)
        offer = Offer(words=self.mark, price=480, starts_on=day, valid_until=day)
        return offering.keep_offer(
            by=self.owner, client=self.client, offer=offer, now=database_now()
        )

    @cached_property
    def sighting(self) -> Sighting:
        """A look at a public account of the client."""
        return Sighting.objects.create(
            agency_id=self.client.agency_id,
            client=self.client,
            network="instagram",
            address=f"@{self.mark}",
            seen_on=make.today(self.client),
        )

    @cached_property
    def channel(self) -> Channel:
        """A channel of the client; nobody listens at its address."""
        return make.channel(self.client, f"@{self.mark}@example.org", token=self.mark)

    @cached_property
    def post(self) -> Post:
        """A draft of the client."""
        return make_posts.draft(self.owner, self.channel, text=f"Bozza {self.mark}")

    @cached_property
    def revision_number(self) -> int:
        """A kept revision of the draft."""
        return freeze_revision(post=self.post, member=self.owner, now=database_now()).number

    @cached_property
    def approval(self) -> Review:
        """The client's yes to a post of theirs."""
        approver = make.contact(self.owner, self.client, f"Sì {self.mark}", part="approver")
        post = make_posts.draft(self.owner, self.channel, text=f"Approvato {self.mark}")
        review, _contacts = asking.ask_client(post=post, member=self.owner, now=database_now())
        return answering.decide_by_contact(
            review=review,
            contact=approver,
            decision=ReviewDecision.APPROVED,
            seen=review.revision.content_hash,
            now=database_now(),
        )

    @cached_property
    def short_code(self) -> str:
        """A short link that leads somewhere."""
        return ShortLink.objects.create(
            agency_id=self.post.agency_id,
            client=self.client,
            post=self.post,
            channel=self.channel,
            code=f"kurz{self.mark[:4]}".lower(),
            target="https://tenuta.example/visite",
            created_at=make.NOW,
            fixed_at=make.NOW,
        ).code

    @cached_property
    def dead_link(self) -> LinkCheck:
        """An address of the client's that does not open."""
        return LinkCheck.objects.create(
            agency_id=self.client.agency_id,
            client=self.client,
            url=f"https://tenuta-{self.mark}.it/visite",
            host=f"tenuta-{self.mark}.it",
            wanted_until=database_now() + timedelta(days=30),
            ask_at=make.NOW,
            trouble="gone",
            failing_since=make.NOW,
            n_failed=3,
            is_dead=True,
        )

    @cached_property
    def delivery(self) -> Delivery:
        """A scheduled delivery, of another post than the draft."""
        return make_posts.scheduled(self.owner, self.channel, text=f"Programmato {self.mark}")

    @cached_property
    def release(self) -> Release:
        """A draft that goes out tomorrow, with whatever else goes."""
        post = make_posts.draft(self.owner, self.channel, text=f"Insieme {self.mark}")
        return releasing.make_release(
            member=self.owner,
            client=self.client,
            name=f"Uscita {self.mark}",
            posts=[post],
            wall_at=wall_of(database_now() + timedelta(days=1), self.client.time_zone),
            fold=0,
            now=database_now(),
        )

    @cached_property
    def recurrence(self) -> Any:
        """A draft of tomorrow that repeats every week."""
        return make_posts.repeated(self.owner, self.channel, text=f"Ogni settimana {self.mark}")

    @cached_property
    def amendment(self) -> Amendment:
        """A removal of that other post, which waits for nothing."""
        return Amendment.objects.create(
            agency_id=self.client.agency_id,
            client=self.client,
            post=self.delivery.post,
            kind="remove",
            asked_by=self.owner,
            asked_at=make.NOW,
        )

    @cached_property
    def errand(self) -> Delivery:
        """A scheduled delivery on a channel that is kept by hand."""
        channel = by_hand.add_channel(
            by=self.owner,
            client=self.client,
            network="instagram",
            account=f"@{self.mark}",
            now=database_now(),
        )
        return make_posts.scheduled(self.owner, channel, text=f"A mano {self.mark}")

    @cached_property
    def publication(self) -> Publication:
        """A post that is out."""
        return make_numbers.publication(
            self.channel, at=database_now() - timedelta(days=2), text=f"Uscito {self.mark}"
        )

    @cached_property
    def conversation(self) -> Conversation:
        """Somebody who waits for an answer."""
        return writing_down.write_down(
            by=self.owner,
            channel=self.channel,
            kind=Kind.COMMENT,
            person=f"Persona {self.mark}",
            text=f"Quanto costa? {self.mark}",
            said_at=make.NOW,
            now=make.NOW,
        )

    @cached_property
    def asset(self) -> Asset:
        """A picture of the client, ready."""
        return make_pictures.ready(self.owner, self.client, name=f"{self.mark}.png")

    @cached_property
    def competitor(self) -> Competitor:
        """Somebody the client is compared with."""
        return watching.watch(
            by=self.owner,
            client=self.client,
            name=f"Podere {self.mark}",
            network="instagram",
            account=f"@podere{self.mark}",
            now=database_now(),
        )

    @cached_property
    def goal(self) -> Goal:
        """A goal of the client, proved by its own figures."""
        title = f"Meta {self.mark}"
        return make_goals.goal(self.owner, self.client, title, source=self.figure_source)

    @cached_property
    def pillar(self) -> Pillar:
        """Something the client talks about."""
        return make_goals.pillar(self.owner, self.client, f"Tema {self.mark}")

    @cached_property
    def campaign(self) -> Campaign:
        """A campaign of the client."""
        return make_posts.campaign(self.owner, self.client, f"Campagna {self.mark}")

    @cached_property
    def series(self) -> Series:
        """A recurring column of it."""
        return make_goals.series(self.owner, self.pillar, f"Rubrica {self.mark}")

    @cached_property
    def figure_source(self) -> FigureSource:
        """A source of the client's own figures."""
        return make_goals.source(self.owner, self.client, f"Modulo {self.mark}")

    @cached_property
    def external_figure(self) -> ExternalFigure:
        """What it declared of a month."""
        make_goals.declared(self.owner, self.figure_source, ("2026-10-01", "2026-10-31", 23))
        return ExternalFigure.objects.get(source=self.figure_source)

    @cached_property
    def figure_token(self) -> str:
        """The key of a program that sends its figures."""
        return goals.give_token(by=self.owner, source=self.figure_source, now=database_now())

    @cached_property
    def meeting(self) -> Meeting:
        """A call that is under way, with a point and a task."""
        now = database_now()
        meeting = meetings.begin(
            by=self.owner, client=self.client, kind=meeting_words.MeetingKind.CALL, now=now,
            agenda=[meetings.Point(meeting_words.Source.OWN, f"Punto {self.mark}")],
        )  # fmt: skip
        meetings.give_task(
            by=self.owner, client=self.client, meeting=meeting, text=f"Compito {self.mark}",
            side=meeting_words.Side.OURS, now=now,
        )  # fmt: skip
        return meeting

    @cached_property
    def moment(self) -> TouchpointMoment:
        """Something that happens on a touchpoint of the client."""
        now = database_now()
        site = presence.keep_touchpoint(
            by=self.owner, client=self.client, kind="site", name=f"Sito {self.mark}", now=now
        )
        return presence.plan_moment(
            by=self.owner,
            touchpoint=site,
            title=f"Articolo {self.mark}",
            on=make.today(self.client),
            now=now,
        )

    @cached_property
    def page_link(self) -> PageLink:
        """A link of the client's open link-in-bio page."""
        page = link_pages.write_page(
            by=self.owner,
            client=self.client,
            title=f"Pagina {self.mark}",
            intro="",
            is_open=True,
            links=[link_pages.LinkInput(label="Visite", url="https://tenuta.example/visite")],
            now=database_now(),
        )
        return page.links.get()

    @cached_property
    def profile_task(self) -> ProfileTask:
        """A change of the channel's profile on a day."""
        return profiles.plan_change(
            by=self.owner,
            channel=self.channel,
            on=make.today(self.client),
            what=f"Orari {self.mark}",
            now=database_now(),
        )

    @cached_property
    def report_link(self) -> tuple[ReportLink, str]:
        """A report's link for the client, with its token."""
        now = database_now()
        month_on = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        report = reporting.make_report(
            by=self.owner, client=self.client, month_on=month_on, now=now
        )
        return reporting.make_link(by=self.owner, report=report, label=f"Per {self.mark}", now=now)
