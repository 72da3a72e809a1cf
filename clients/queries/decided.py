"""Where the channels of a client are not what was decided about their networks. One query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from clients.fit import Decision
from clients.models import Channel, Client, FitAssessment, Part
from people.models import Member

# The parts that a channel may have by the decision about its network; another one stands otherwise than decided.
_FITTING: dict[str, frozenset[str]] = {
    Decision.ADOPT: frozenset({Part.LEAD, Part.SUPPORT, Part.EXPERIMENT}),
    Decision.WAIT: frozenset({Part.EXPERIMENT, Part.DORMANT}),
    Decision.AVOID: frozenset({Part.DORMANT}),
}


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A network, what was decided about it, and the channel whose part is another; none where an adopted one has no channel."""

    network: str
    decision: Decision
    channel: Channel | None = None


def decided_otherwise(
    *, member: Member, client: Client, channels: Iterable[Channel]
) -> list[Otherwise]:
    """The differences, networks without a channel first. `channels` are the client's; those let go do not count."""
    there = [each for each in channels if each.disconnected_at is None]
    decided = FitAssessment.objects.visible_to(member).filter(client=client).order_by("network")
    found = [each for one in decided for each in _of(one, there)]
    return sorted(found, key=lambda each: each.channel is not None)


def _of(one: FitAssessment, there: list[Channel]) -> Iterator[Otherwise]:
    mine = [each for each in there if each.network == one.network]
    decision = Decision(one.decision)
    if not mine and decision == Decision.ADOPT:
        yield Otherwise(one.network, decision)
    fitting = _FITTING[decision]
    if decision == Decision.ADOPT and any(each.part in fitting for each in mine):
        return  # one that works is enough: another may rest beside it
    for channel in mine:
        if channel.part not in fitting:
            yield Otherwise(one.network, decision, channel)


def adopted_without_a_channel() -> QuerySet[FitAssessment]:
    """For a query of clients: the adopted networks on which they have no channel."""
    there = Channel.objects.filter(client=OuterRef("client"), disconnected_at=None)
    found = FitAssessment.objects.filter(client=OuterRef("pk"), decision=Decision.ADOPT)
    return found.exclude(network__in=there.values("network")).order_by("network")
