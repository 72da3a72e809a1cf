"""The inbox: who waits for an answer, in the order of the time left; one conversation with all that was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from clients.models import Assignment, Client
from community.models import Conversation, Hearing, Reply, Utterance
from community.models.conversations import ConversationQuerySet
from community.states import UNDER_WAY, ReplyState, Standing
from people.models import Member
from people.queries.absences import with_absence
from people.roles import Capability, Role, roles_with

PER_PAGE = 30
SNIPPET = 160
EARLIER = timedelta(days=90)
MOST_EARLIER = 5
SHOWS = ("to_do", "mine", "later", "done")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many conversations of each kind there are; `n_overdue` of those to do are past what was promised."""

    n_to_do: int
    n_mine: int
    n_later: int
    n_overdue: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the list, newest waiting words on each; `has_more` if another follows."""

    lines: list[Any]
    tally: Tally
    page: int
    has_more: bool


def shelf(*, member: Member, client: Client | None, show: str, page: int, now: datetime) -> Shelf:
    """The conversations of all the member's clients or of one, in two queries.

    What waits comes by the time that is left, then by how long it has waited; what is done by its last words, newest first.
    """
    scope = _scope(member, client)
    wanted = _wanted(scope, member=member, show=show, now=now)
    first = (page - 1) * PER_PAGE
    rows = list(_with_words(wanted)[first : first + PER_PAGE + 1])
    return Shelf(
        rows[:PER_PAGE], tally(member=member, client=client, now=now), page, len(rows) > PER_PAGE
    )


def tally(*, member: Member, client: Client | None, now: datetime) -> Tally:
    """Counted in one query over what is not done."""
    to_do = Q(standing=Standing.TO_DO) | Q(later_until__lte=now)
    counted = (
        _scope(member, client)
        .exclude(standing=Standing.DONE)
        .aggregate(
            n_to_do=Count("pk", filter=to_do),
            n_mine=Count("pk", filter=to_do & Q(assignee=member)),
            n_later=Count("pk", filter=~to_do),
            n_overdue=Count("pk", filter=to_do & Q(due_at__lt=now)),
        )
    )
    return Tally(**counted)


def _scope(member: Member, client: Client | None) -> ConversationQuerySet:
    mine = Conversation.objects.visible_to(member)
    return mine.filter(client=client) if client else mine.current()


def _wanted(
    scope: ConversationQuerySet, *, member: Member, show: str, now: datetime
) -> ConversationQuerySet:
    by_time_left = (F("due_at").asc(nulls_last=True), "waiting_since", "pk")
    if show == "done":
        return scope.filter(standing=Standing.DONE).order_by("-last_said_at", "-pk")
    if show == "later":
        return scope.put_off(now).order_by("later_until", "pk")
    waiting = scope.to_do(now).order_by(*by_time_left)
    return waiting.filter(assignee=member) if show == "mine" else waiting


def _with_words(conversations: QuerySet[Conversation]) -> QuerySet[Any]:
    said = Utterance.objects.filter(conversation=OuterRef("pk")).order_by("-said_at", "-pk")
    return conversations.select_related("client", "channel", "assignee__user").annotate(
        words=Subquery(said.filter(is_own=False).annotate(w=Left("text", SNIPPET)).values("w")[:1]),
        n_waiting=Subquery(
            said.filter(is_own=False, settled="").order_by().values("conversation").annotate(n=Count("pk")).values("n")
        ),
        answer_state=Subquery(
            Reply.objects.filter(conversation=OuterRef("pk"), state__in=UNDER_WAY).values("state")[:1]
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: everything said in order, the answer on its way or the last that was not sent, what else the person said to the
    client (newest first), and in how many other conversations of ninety days."""

    conversation: Conversation
    said: list[Utterance]
    reply: Reply | None
    earlier: list[Any]
    n_earlier: int


def talk(*, conversation: Conversation, now: datetime) -> Talk:
    """In three queries, four for somebody who says a lot."""
    said = list(conversation.utterances.select_related("written_by__user"))
    newest = conversation.replies.select_related("written_by__user").order_by("-pk").first()
    reply = newest if newest is not None and _still_counts(newest, said) else None
    earlier = list(_with_words(_of_the_same(conversation, now))[:MOST_EARLIER])
    n_earlier = len(earlier)
    if n_earlier == MOST_EARLIER:
        n_earlier = _of_the_same(conversation, now).count()
    return Talk(conversation, said, reply, earlier, n_earlier)


def _still_counts(reply: Reply, said: list[Utterance]) -> bool:
    """Not once it was sent; nor, where it was not, once what it answered was settled otherwise."""
    if reply.state != ReplyState.NOT_SENT:
        return reply.state != ReplyState.SENT
    return any(each.pk == reply.answers_id and not each.settled for each in said)


def deaf(client: Client) -> list[Hearing]:
    """The client's channels of which nothing was heard the last time, by name."""
    silent = Hearing.objects.filter(channel__client=client).exclude(
        problem__in=["", "not_supported"]
    )
    return list(silent.select_related("channel").order_by("channel__handle"))


def following(
    *, member: Member, client: Client | None, after: Conversation, now: datetime
) -> Conversation | None:
    """What waits longest besides this one, in the order of the list; None where nothing does."""
    waiting = _wanted(_scope(member, client), member=member, show="to_do", now=now)
    found: Conversation | None = waiting.exclude(pk=after.pk).select_related("client").first()
    return found


def _of_the_same(conversation: Conversation, now: datetime) -> QuerySet[Conversation]:
    person = Q(person_handle__iexact=conversation.person_handle)
    if not conversation.person_handle:
        person = Q(person_handle="", person_name__iexact=conversation.person_name)
    return (
        Conversation.objects.filter(
            person,
            client_id=conversation.client_id,
            channel_id=conversation.channel_id,
            last_said_at__gte=now - EARLIER,
        )
        .exclude(pk=conversation.pk)
        .order_by("-last_said_at", "-pk")
    )


def find(*, member: Member, client: Client, public_id: UUID) -> QuerySet[Conversation]:
    """The conversation of an address, with what its page shows of it: none or one."""
    return (
        Conversation.objects.visible_to(member)
        .filter(client=client, public_id=public_id)
        .select_related("client", "channel", "assignee__user", "publication__delivery__post")
    )


def who_may_answer(client: Client, today: date) -> list[Member]:
    """The people of the agency who may answer for the client, by name, each with the absence that is near (`name_and_absence`)."""
    assigned = Assignment.objects.filter(client=client, role__in=roles_with(Capability.ANSWER))
    may = Q(role=Role.OWNER) | Q(pk__in=assigned.values("member"))
    members = Member.objects.filter(may, agency_id=client.agency_id, is_active=True)
    members = members.select_related("user").order_by("user__name", "pk")
    return list(with_absence(members, today))
