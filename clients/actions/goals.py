"""Setting a goal, changing it, closing it; naming the sources of a client's own figures and letting a program fill them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.goal_measures import may_be_reckoned
from clients.models import Channel, Client, Counting, FigureSource, Goal, GoalChannel, Rhythm
from clients.queries.access_links import token_hash
from people import audit
from people.models import Member

TOKEN_BYTES = 32


class GoalRefusedError(Exception):
    """It cannot be so; the text is for the person who tried, `field` is where it belongs."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a goal says. Proved by `metric` or by `source`, never both; no channels means all of them."""

    title: str
    objective: str
    reckoning: str
    baseline: Decimal
    target: Decimal
    from_on: date
    to_on: date
    why: str = ""
    metric: str = ""
    source: FigureSource | None = None
    channels: Sequence[Channel] = ()
    owner: Member | None = None


@transaction.atomic
def set_goal(*, by: Member, client: Client, wanted: Wanted, now: datetime) -> Goal:
    """A new goal. Raises GoalRefusedError in words for one that ends before it starts or asks for no change."""
    _refuse(wanted)
    goal = Goal(agency_id=client.agency_id, client=client, created_by=by, created_at=now)
    _put(goal, wanted)
    goal.save(force_insert=True)
    _name_channels(goal, wanted.channels)
    audit.record(actor=by, agency=by.agency, verb="goal.set", target=goal, now=now)
    return goal


@transaction.atomic
def change_goal(*, by: Member, goal: Goal, wanted: Wanted, now: datetime) -> Goal:
    """Other words, figures or days; the audit keeps what was wanted before. Raises GoalRefusedError."""
    _refuse(wanted)
    held = Goal.objects.select_for_update(of=("self",)).select_related("agency").get(pk=goal.pk)
    before = {"baseline": str(held.baseline), "target": str(held.target), "to_on": str(held.to_on)}
    _put(held, wanted)
    held.save()
    _name_channels(held, wanted.channels)
    audit.record(
        actor=by, agency=held.agency, verb="goal.changed", target=held, data=before, now=now
    )
    return held


@transaction.atomic
def close_goal(*, by: Member, goal: Goal, result: str, now: datetime) -> Goal:
    """Ends the goal, with what came of it in words; its figures and posts stay."""
    held = Goal.objects.select_for_update(of=("self",)).select_related("agency").get(pk=goal.pk)
    is_new = held.closed_at is None
    held.result = result
    held.closed_at = held.closed_at or now
    held.save(update_fields=["result", "closed_at"])
    verb = "goal.closed" if is_new else "goal.result_changed"
    audit.record(actor=by, agency=held.agency, verb=verb, target=held, now=now)
    return held


@transaction.atomic
def reopen_goal(*, by: Member, goal: Goal, now: datetime) -> Goal:
    """Takes a closed goal up again."""
    held = Goal.objects.select_for_update(of=("self",)).select_related("agency").get(pk=goal.pk)
    if held.closed_at is not None:
        held.closed_at = None
        held.save(update_fields=["closed_at"])
        audit.record(actor=by, agency=held.agency, verb="goal.reopened", target=held, now=now)
    return held


def _refuse(wanted: Wanted) -> None:
    if wanted.to_on <= wanted.from_on:
        raise GoalRefusedError(
            _("It ends before it starts: the last day must come after the first."), field="to_on"
        )
    if wanted.target == wanted.baseline:
        raise GoalRefusedError(
            _("The target is where you are already. Write the figure you want to reach."),
            field="target",
        )
    counting = wanted.source.counting if wanted.source else ""
    if not may_be_reckoned(wanted.reckoning, metric=wanted.metric, counting=counting):
        raise GoalRefusedError(_("Choose what proves this goal."), field="measure")


def _put(goal: Goal, wanted: Wanted) -> None:
    goal.title, goal.why, goal.objective = wanted.title, wanted.why, wanted.objective
    goal.metric, goal.source, goal.reckoning = wanted.metric, wanted.source, wanted.reckoning
    goal.baseline, goal.target = wanted.baseline, wanted.target
    goal.from_on, goal.to_on = wanted.from_on, wanted.to_on
    goal.owner = wanted.owner


def _name_channels(goal: Goal, channels: Sequence[Channel]) -> None:
    goal.named_channels.exclude(channel__in=channels).delete()
    GoalChannel.objects.bulk_create(
        [
            GoalChannel(
                agency_id=goal.agency_id, client_id=goal.client_id, goal=goal, channel=channel
            )
            for channel in channels
        ],
        ignore_conflicts=True,
    )


# --- sources ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a source."""

    name: str
    unit: str
    declared_by: str
    counting: str = Counting.PERIOD
    rhythm: str = Rhythm.MONTHLY
    filled_by: str = ""
    asked_of_client: bool = False


def add_source(*, by: Member, client: Client, facts: SourceFacts, now: datetime) -> FigureSource:
    """Names a source of the client's own figures. Raises GoalRefusedError for a name it has already."""
    try:
        with transaction.atomic():
            source = FigureSource.objects.create(
                agency_id=client.agency_id, client=client, created_at=now, **asdict(facts)
            )
            audit.record(
                actor=by, agency=by.agency, verb="figure_source.added", target=source, now=now
            )
    except IntegrityError:
        raise _is_known(facts.name) from None
    return source


def change_source(
    *, by: Member, source: FigureSource, facts: SourceFacts, now: datetime
) -> FigureSource:
    """Other words for a source. How its values count is fixed once a goal is proved by it (GoalRefusedError)."""
    try:
        with transaction.atomic():
            held = _held(source)
            if held.counting != facts.counting and held.goals.exists():
                raise GoalRefusedError(
                    _("A goal is proved by it: what a value says cannot change any more."),
                    field="counting",
                )
            for name, value in asdict(facts).items():
                setattr(held, name, value)
            held.save()
            audit.record(
                actor=by, agency=held.agency, verb="figure_source.changed", target=held, now=now
            )
    except IntegrityError:
        raise _is_known(facts.name) from None
    return held


def _is_known(name: str) -> GoalRefusedError:
    return GoalRefusedError(
        _("There is a source called “%(name)s” already.") % {"name": name}, field="name"
    )


@transaction.atomic
def give_token(*, by: Member, source: FigureSource, now: datetime) -> str:
    """A token with which a program may send figures of this source, told once; one it had before ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    held = _held(source)
    held.token_hash, held.token_made_at = token_hash(token), now
    held.save(update_fields=["token_hash", "token_made_at"])
    audit.record(
        actor=by, agency=held.agency, verb="figure_source.token_made", target=held, now=now
    )
    return token


@transaction.atomic
def end_token(*, by: Member, source: FigureSource, now: datetime) -> None:
    """No program may send figures of this source any more; those it sent stay."""
    held = _held(source)
    if held.token_hash is None:
        return
    held.token_hash = held.token_made_at = None
    held.save(update_fields=["token_hash", "token_made_at"])
    audit.record(
        actor=by, agency=held.agency, verb="figure_source.token_ended", target=held, now=now
    )


def _held(source: FigureSource) -> FigureSource:
    return (
        FigureSource.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=source.pk)
    )
