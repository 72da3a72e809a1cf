"""A client's people, what waits for a decision, the last report, the notes, and the news since one's last visit: one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject, Left, Lower

from analytics.models import Report, ReportLink
from clients.manner import Manner
from clients.models import Assignment, Client, ClientNote, Contact, Goal, Visit, Voice
from desk.queries.beginning import has_begun
from editorial.contents import short_title
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Extra, Post, Review
from editorial.models.posts import open_to
from editorial.models.walltime import planned_at
from people.models import Member
from people.prepared import prepared

MOST_NEWS = 5
MOST_NOTES = 3
# More than any client lets wait; the approvals page has them all.
MOST_WAITING = 200
# What the overview shows of a client's voice.
_OF_THE_VOICE = ("address", "in_short", "say", "avoid", "emoji_most", "emoji_only")


@dataclass(frozen=True, slots=True)
class Account:
    """Who belongs to a client, whether a first post exists, and what happened since the member's last visit.

    `since` is when that visit ended; None on the first one. `decisions` are of the client or of colleagues,
    `new_posts` were begun by others; both the newest first, a few of each. `manner` is the client's voice in short.
    `asked` are the open questions, `changes` the posts whose changes somebody asked for, `extras` those without an answer,
    `report` the month last sent or, before the first, last made; `notes` the newest, of `n_notes`;
    `begun` is what the first steps are filled in from (desk/queries/beginning.py).
    """

    contacts: list[dict[str, Any]]
    team: list[dict[str, Any]]
    n_posts: int
    since: datetime | None
    has_goals: bool
    decisions: list[dict[str, Any]]
    new_posts: list[dict[str, Any]]
    manner: Manner
    asked: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    extras: list[dict[str, Any]]
    report: dict[str, Any] | None
    notes: list[dict[str, Any]]
    n_notes: int
    begun: dict[str, Any]


def account_of(*, member: Member, client: Client) -> Account:
    """People, first post, what waits, and the news since the last visit, in one query."""
    (row,) = _account(member=member, client=client)
    return Account(
        contacts=list(row[0]),
        team=list(row[1]),
        n_posts=len(row[2]),
        has_goals=row[3],
        since=row[4],
        decisions=[_told(each) for each in row[5]],
        new_posts=[_told(each) for each in row[6]],
        manner=Voice(**(row[7] or {})).manner,
        asked=[_told(each, "needed_at") for each in row[8]],
        changes=[_told(each) for each in row[9]],
        extras=[_dated(each, "at") for each in row[10]],
        report=_reported(row[11]),
        notes=[_dated(each, "at") for each in row[12][:MOST_NOTES]],
        n_notes=len(row[12]),
        begun=row[13],
    )


@prepared()
def _account(*, member: Member, client: Client) -> QuerySet[Client, Any]:
    visit = Visit.objects.filter(client_id=client.pk, member_id=member.pk).values("before_at")
    goals = Goal.objects.filter(client=OuterRef("pk"), closed_at=None)
    voice = Voice.objects.filter(client=OuterRef("pk"))
    return (
        Client.objects.visible_to(member)
        .filter(pk=client.pk)
        .values_list(
            *_people(),
            ArraySubquery(
                Post.objects.filter(open_to(member, "pk"), client=OuterRef("pk")).values("pk")[:1]
            ),
            Exists(goals),
            Subquery(visit),
            _decided(member, visit),
            _begun(member, visit),
            Subquery(voice.values(row=JSONObject(**{name: name for name in _OF_THE_VOICE}))),
            _asked(member),
            _changes(member),
            _extras(),
            _report(),
            _notes(),
            has_begun(),
        )
    )


def _people() -> tuple[ArraySubquery, ArraySubquery]:
    contacts = Contact.objects.filter(client=OuterRef("pk")).order_by(Lower("name"))
    team = Assignment.objects.filter(client=OuterRef("pk"), member__is_active=True).order_by(
        "member__user__name"
    )
    return (
        ArraySubquery(
            contacts.values(row=JSONObject(name="name", part="part", email="email", phone="phone"))
        ),
        ArraySubquery(
            team.values(
                row=JSONObject(
                    name=F("member__user__name"), email=F("member__user__email"), role=F("role")
                )
            )
        ),
    )


def _of_the_post(at: Any, **more: Any) -> JSONObject:
    """A row about a review's post, with the moment it is told for."""
    words = {"title": F("post__title"), "text": Left("post__text", 200), "id": F("post__public_id")}
    return JSONObject(at=at, **words, **more)


def _decided(member: Member, visit: QuerySet[Any, Any]) -> ArraySubquery:
    decided = (
        Review.objects.filter(
            open_to(member), client=OuterRef("pk"), decided_at__gt=Subquery(visit)
        )
        .exclude(decision="withdrawn")
        .exclude(decided_by=member)
        .order_by("-decided_at")
    )
    row = _of_the_post(F("decided_at"), who=F("decided_name"), decision=F("decision"))
    return ArraySubquery(decided.values(row=row)[:MOST_NEWS])


def _begun(member: Member, visit: QuerySet[Any, Any]) -> ArraySubquery:
    begun = (
        Post.objects.filter(
            open_to(member, "pk"), client=OuterRef("pk"), created_at__gt=Subquery(visit)
        )
        .exclude(created_by=member)
        .order_by("-created_at")
    )
    words = {"title": F("title"), "text": Left("text", 200), "id": F("public_id")}
    row = JSONObject(who=F("created_by__user__name"), at=F("created_at"), **words)
    return ArraySubquery(begun.values(row=row)[:MOST_NEWS])


def _asked(member: Member) -> ArraySubquery:
    """The open questions, the soonest needed first."""
    asked = Review.objects.open().filter(open_to(member), client=OuterRef("pk"))
    row = _of_the_post(F("asked_at"), step=F("step"), needed_at=planned_at("post__"))
    soonest = asked.order_by(planned_at("post__").asc(nulls_last=True), "asked_at", "pk")
    return ArraySubquery(soonest.values(row=row)[:MOST_WAITING])


def _changes(member: Member) -> ArraySubquery:
    """What was asked for last of each post that is to be changed, the longest waiting first."""
    later = Review.objects.filter(post=OuterRef("post"), pk__gt=OuterRef("pk"))
    wanted = Review.objects.filter(
        ~Exists(later),
        open_to(member),
        client=OuterRef("pk"),
        post__stage=PostStage.CHANGES_REQUESTED,
        decision=ReviewDecision.CHANGES,
    )
    author = _name_of("post__created_by__user")
    row = _of_the_post(F("decided_at"), who=F("decided_name"), note=Left("note", 200), by=author)
    return ArraySubquery(wanted.order_by("decided_at", "pk").values(row=row)[:MOST_WAITING])


def _extras() -> ArraySubquery:
    extras = Extra.objects.open().filter(client=OuterRef("pk")).order_by("offered_at", "pk")
    row = JSONObject(what="what", minutes="minutes", at=F("offered_at"))
    return ArraySubquery(extras.values(row=row)[:MOST_WAITING])


def _report() -> Subquery:
    """The month that was sent last; where none ever was, the one that was made last."""
    # Who was shut out before they ever looked is not said to have missed it.
    told = Q(revoked_at=None) | Q(n_views__gt=0)
    links = ReportLink.objects.filter(told, report=OuterRef("pk")).order_by("pk")
    reports = Report.objects.filter(client=OuterRef("pk")).order_by(
        Case(When(sent_at=None, then=1), default=0),
        "-month_on",
        "-pk",
    )
    row = JSONObject(
        id=F("public_id"),
        month=F("month_on"),
        sent_at=F("sent_at"),
        in_brief=F("in_brief"),
        language=F("language"),
        links=ArraySubquery(links.values(row=JSONObject(label="label", n_views="n_views"))),
    )
    return Subquery(reports.values(row=row)[:1])


def _notes() -> ArraySubquery:
    notes = ClientNote.objects.kept().filter(client=OuterRef("pk"))
    row = JSONObject(
        id=F("public_id"),
        words=F("words"),
        at=F("written_at"),
        who=_name_of("written_by__user"),
        by=F("written_by_id"),
    )
    return ArraySubquery(notes.order_by("-written_at", "-pk").values(row=row)[:MOST_WAITING])


def _name_of(user: str) -> Any:
    """A colleague's name, or their address where they have none."""
    return Case(When(**{f"{user}__name": ""}, then=F(f"{user}__email")), default=F(f"{user}__name"))


def _told(news: dict[str, Any], *moments: str) -> dict[str, Any]:
    words = news["title"] or short_title(news["text"], length=200)
    return _dated(news, "at", *moments) | {"words": words}


def _dated(row: dict[str, Any], *moments: str) -> dict[str, Any]:
    """The row with the moments that JSON keeps as text made into moments; None stays."""
    return row | {name: datetime.fromisoformat(row[name]) for name in moments if row[name]}


def _reported(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return _dated(row, "sent_at") | {"month": date.fromisoformat(row["month"])}
