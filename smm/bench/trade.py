"""What the agency knows of the crowd's clients, written in bulk: strategy, goals, competitors, contract, hours, meetings.

As much for each as an agency has after a year, so that no screen is measured empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model

from analytics.models import ExternalFigure, Way
from clients.fit import Decision as FitDecision
from clients.meetings import MeetingKind, Side, Source
from clients.models import (
    AgendaPoint,
    Audience,
    Brief,
    Channel,
    ChannelCare,
    Client,
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
    Contact,
    Contract,
    Counting,
    Decision,
    FigureSource,
    FitAssessment,
    Goal,
    Habit,
    Meeting,
    NetworkSheet,
    Owner,
    ProfileVersion,
    Reckoning,
    Rhythm,
    Task,
    TouchKind,
    Touchpoint,
    TouchpointMoment,
    Voice,
)
from clients.objectives import Objective
from clients.work import Activity
from editorial.models import Boost, Cost, Extra, Pillar, TimeEntry
from people.models import Member, User
from people.roles import Role

DAYS = 360
# One person looks after so many clients, and gives each so many minutes a day.
CLIENTS_EACH, MINUTES = 10, 40
NETWORKS = ("mastodon", "bluesky", "instagram", "linkedin")
# A post in three has an aim: pillar, goal and audience of its client in turn.
_AIMS = """
    UPDATE editorial_post p SET pillar_id = a.pillar_id, goal_id = a.goal_id, audience_id = a.audience_id
    FROM (
        SELECT p.id, (SELECT x.id FROM editorial_pillar x WHERE x.client_id = p.client_id ORDER BY (x.id + p.id) %% 5 LIMIT 1) AS pillar_id,
            (SELECT x.id FROM clients_goal x WHERE x.client_id = p.client_id ORDER BY (x.id + p.id) %% 5 LIMIT 1) AS goal_id,
            (SELECT x.id FROM clients_audience x WHERE x.client_id = p.client_id ORDER BY (x.id + p.id) %% 4 LIMIT 1) AS audience_id
        FROM editorial_post p WHERE p.id %% 3 = 0 AND p.pillar_id IS NULL
    ) a WHERE a.id = p.id
"""
Rows = Iterator[Model]
Make = Callable[[Client], Rows]


class Trade:
    """The year of each client, ending at `now`: the owner wrote it all down, the hours are of those who look after it."""

    def __init__(self, owner: Member, channels: dict[int, list[Channel]], now: datetime) -> None:
        self.owner, self.channels, self.now = owner, channels, now
        self.today = now.date()

    def write(self, clients: Iterable[Client]) -> None:
        """All of it, table after table: what is referred to comes first."""
        clients = list(clients)
        self.team = self._team(-(-len(clients) // CLIENTS_EACH))
        NetworkSheet.objects.bulk_create(
            NetworkSheet(
                agency_id=self.owner.agency_id, network=network, text="Premia i commenti lunghi.",
                checked_at=self.now, checked_by=self.owner,
            )
            for network in NETWORKS
        )  # fmt: skip
        for make in (self._people, self._brief, self._audiences, self._presence, self._profiles, self._fit,
                     self._contract, self._costs, self._hours, self._meetings, self._goals):  # fmt: skip
            _create(row for client in clients for row in make(client))
        for make in (self._habits, self._moments, self._said, self._figures, self._pillars):
            _create(row for client in clients for row in make(client))
        _create(row for client in clients for row in self._rivals(client))
        _create(row for client in clients for row in self._accounts(client))
        _create(row for client in clients for row in self._watched(client))
        aim()

    def _team(self, n: int) -> list[Member]:
        """The owner and whoever else it takes."""
        others = User.objects.bulk_create(
            User(email=f"persona-{i}@folla.example", name=f"Persona {i}") for i in range(1, n)
        )
        of = {"agency_id": self.owner.agency_id, "role": Role.MANAGER}
        return [
            self.owner,
            *Member.objects.bulk_create(Member(**of, user=user) for user in others),
        ]

    def _of(self, client: Client) -> dict[str, Any]:
        return {"agency_id": client.agency_id, "client": client}

    def _day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def _at(self, days_ago: int) -> datetime:
        return self.now - timedelta(days=days_ago)

    def _people(self, client: Client) -> Rows:
        for n in range(3):
            yield Contact(**self._of(client), name=f"Referente {n}", email=f"r{n}@{client.slug}.example", created_at=self._at(DAYS))  # fmt: skip

    def _brief(self, client: Client) -> Rows:
        lines = [f"Una riga di analisi, la numero {n}, lunga come nella realtà" for n in range(5)]
        for n in range(1, 5):
            yield Brief(
                **self._of(client), number=n, created_at=self._at(DAYS - n * 60), created_by=self.owner, sector="Vino e ospitalità",
                field="Un mercato di paese con tre concorrenti e una stagione. " * 8, strengths=lines, weaknesses=lines,
                opportunities=lines[:3], threats=lines[:3], positioning="Chi ci conosce torna. " * 6, purpose="Prenotare. " * 20,
                objectives=[Objective.SELL],
            )  # fmt: skip

    def _audiences(self, client: Client) -> Rows:
        for n in range(4):
            yield Audience(
                **self._of(client), name=f"Pubblico {n}", who="Famiglie della provincia. " * 5, needs="Un posto dove andare. " * 4,
                place="Provincia", size=12000, season="primavera", source="ISTAT", is_default=n == 0,
                created_at=self._at(DAYS), created_by=self.owner,
            )  # fmt: skip

    def _habits(self, client: Client) -> Rows:
        for audience in client.audiences.all():
            for network in NETWORKS:
                yield Habit(**self._of(client), audience=audience, network=network, weekdays=[5, 6], starts=time(20), ends=time(23))  # fmt: skip

    def _presence(self, client: Client) -> Rows:
        for kind in TouchKind:
            yield Touchpoint(**self._of(client), kind=kind, name=f"Punto {kind}", url=f"https://{client.slug}.example/{kind}", created_at=self._at(DAYS))  # fmt: skip

    def _moments(self, client: Client) -> Rows:
        for touchpoint in client.touchpoints.all():
            for n in range(6):
                yield TouchpointMoment(
                    **self._of(client), touchpoint=touchpoint, title=f"Momento {n}", on=self._day(60 - n * 20 - touchpoint.pk % 20),
                    created_by=self.owner, created_at=self._at(90),
                )  # fmt: skip

    def _profiles(self, client: Client) -> Rows:
        for channel in self.channels[client.pk]:
            of = {**self._of(client), "channel": channel}
            yield ChannelCare(**of, owner=Owner.CLIENT, review_on=self._day(-20), stands={"bio": "Nove ettari, tre vini.", "links": []}, looked_at=self.now)  # fmt: skip
            for n in range(1, 4):
                yield ProfileVersion(**of, number=n, bio=f"Nove ettari, tre vini. {n}", created_by=self.owner, created_at=self._at(200 - n * 50))  # fmt: skip

    def _fit(self, client: Client) -> Rows:
        for n, network in enumerate(NETWORKS):
            yield FitAssessment(
                **self._of(client), network=network, audience=n, evidence={"audience": "Dodicimila persone entro un’ora"},
                reason="Qui c’è chi prenota.", hours=Decimal(6), decision=list(FitDecision)[n % 3], decided_by=self.owner,
                decided_at=self._at(100), review_on=self._day(-30),
            )  # fmt: skip

    def _contract(self, client: Client) -> Rows:
        yield Contract(
            **self._of(client), fee=Decimal(900), starts_on=self._day(DAYS), hours=Decimal(30), quotas={"post": 12, "reel": 4},
            rounds=2, ad_spend=Decimal(200), created_by=self.owner,
        )  # fmt: skip

    def _costs(self, client: Client) -> Rows:
        by = {"created_by": self.owner, "created_at": self._at(1)}
        for n in range(24):
            yield Cost(**self._of(client), on=self._day(n * 15), what=f"Fotografo {n}", amount=Decimal(120), currency="EUR", **by)  # fmt: skip
        for n in range(24):
            yield Boost(
                **self._of(client), name=f"Campagna {n}", starts_on=self._day(n * 15 + 5), ends_on=self._day(n * 15), planned=Decimal(80),
                spent=Decimal(75), currency="EUR", n_impressions=9000, n_clicks=140, n_results=6, **by,
            )  # fmt: skip
        for n in range(6):
            yield Extra(
                **self._of(client), what=f"Volantino {n}", minutes=90, price=Decimal(75), currency="EUR",
                offered_by=self.owner, offered_at=self._at(n * 30),
            )  # fmt: skip

    def _hours(self, client: Client) -> Rows:
        activities = list(Activity)
        member = self.team[client.pk % len(self.team)]
        for n in range(DAYS):
            yield TimeEntry(
                **self._of(client), member=member, on=self._day(n), minutes=MINUTES, activity=activities[n % len(activities)],
                confirmed_at=self.now,
            )  # fmt: skip

    def _meetings(self, client: Client) -> Rows:
        for n in range(12):
            begun = self._at(3 + n * 28)
            yield Meeting(
                **self._of(client), kind=MeetingKind.CALL, starts_at=begun, ended_at=begun + timedelta(hours=1), people="Paola, Nora",
                notes="Si è parlato del mese che viene. " * 10, begun_by=self.owner,
            )  # fmt: skip

    def _said(self, client: Client) -> Rows:
        last = client.meetings.latest("starts_at")
        for meeting in client.meetings.all():
            # What the last meeting handed out is still to be done.
            done = {} if meeting == last else {"done_at": meeting.starts_at, "done_name": "Nora"}
            for n in range(8):
                yield AgendaPoint(agency_id=client.agency_id, meeting=meeting, position=n, source=Source.OWN, text=f"Punto {n}")  # fmt: skip
            for n in range(2):
                yield Decision(
                    **self._of(client), meeting=meeting, text=f"Si decide la cosa {n}", is_of_strategy=n == 0,
                    decided_at=meeting.starts_at, written_by=self.owner,
                )  # fmt: skip
                yield Task(
                    **self._of(client), meeting=meeting, text=f"Foto {n}", side=list(Side)[n], due_on=self._day(-7),
                    written_by=self.owner, written_at=meeting.starts_at, **done,
                )  # fmt: skip

    def _goals(self, client: Client) -> Rows:
        span = {"from_on": self._day(200), "to_on": self._day(-100), "baseline": Decimal(10), "target": Decimal(40), "created_by": self.owner, "created_at": self._at(200)}  # fmt: skip
        for n in range(2):
            source = FigureSource(
                **self._of(client), name=f"Prenotazioni {n}", unit="visite", declared_by="Paola", counting=Counting.PERIOD,
                rhythm=Rhythm.DAILY, created_at=self._at(DAYS),
            )  # fmt: skip
            yield source
            yield Goal(**self._of(client), **span, objective=Objective.SELL, title=f"Visite {n}", source=source, reckoning=Reckoning.A_MONTH)  # fmt: skip
        for metric, reckoning in (("followers", Reckoning.LEVEL), ("engagements", Reckoning.PER_POST)):  # fmt: skip
            yield Goal(**self._of(client), **span, objective=Objective.PROMOTE, title=f"Di più: {metric}", metric=metric, reckoning=reckoning)  # fmt: skip

    def _figures(self, client: Client) -> Rows:
        for source in client.figure_sources.all():
            for n in range(200):
                day = self._day(n)
                yield ExternalFigure(
                    **self._of(client), source=source, from_on=day, to_on=day, value=Decimal(n % 4), way=Way.MACHINE, recorded_at=self.now
                )  # fmt: skip

    def _pillars(self, client: Client) -> Rows:
        goals = list(client.goals.all())
        for n in range(4):
            yield Pillar(
                **self._of(client), name=f"Tema {n}", says="Di che cosa si parla qui", share=25, goal=goals[n % len(goals)],
                created_at=self._at(DAYS),
            )  # fmt: skip

    def _rivals(self, client: Client) -> Rows:
        for n in range(4):
            yield Competitor(**self._of(client), name=f"Concorrente {n}", created_at=self._at(120))

    def _accounts(self, client: Client) -> Rows:
        for rival in client.competitors.all():
            yield CompetitorProfile(
                **self._of(client), competitor=rival, network="mastodon", host="https://social.example", name=f"rivale{rival.pk}",
                handle=f"@rivale{rival.pk}@social.example", is_read=True, next_at=self.now + timedelta(days=DAYS), read_at=self.now,
            )  # fmt: skip

    def _watched(self, client: Client) -> Rows:
        for profile in CompetitorProfile.objects.filter(client=client):
            of = {**self._of(client), "profile": profile}
            for n in range(90):
                yield CompetitorReading(**of, day_on=self._day(n), taken_at=self._at(n), followers=4000 - n, n_posts=900 - n)  # fmt: skip
            for n in range(60):
                yield CompetitorPost(
                    **of, remote_id=str(n), url=f"https://social.example/{profile.pk}/{n}", published_at=self._at(n), form="text",
                    engagements=n % 30, seen_at=self.now,
                )  # fmt: skip


def give_voices(owner: Member, clients: Iterable[Client], now: datetime) -> None:
    """A voice for those without one, which nothing of theirs goes against."""
    Voice.objects.bulk_create(
        (
            Voice(agency_id=client.agency_id, client=client, avoid=[{"words": "tutto esaurito"}], edited_by=owner, edited_at=now)
            for client in clients
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def aim() -> None:
    """Posts without an aim that should have one get theirs."""
    with connection.cursor() as cursor:
        cursor.execute(_AIMS, {})


def _create(rows: Iterable[Model]) -> None:
    """Bulk by model, in the order in which the models first come: what others refer to is yielded first."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        model._default_manager.bulk_create(found, batch_size=2000)
