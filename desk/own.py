"""Of what stands on Today, what is the reader's own. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Iterable

from clients.own import Own
from editorial.queries.attention import Trouble
from editorial.queries.commitments import Commitments
from editorial.queries.gaps import Ahead


def own_troubles(found: Iterable[Trouble], own: Own) -> list[Trouble]:
    """Those the reader may settle, on clients of theirs or in posts they began."""
    return [
        each
        for each in found
        if each.may_act
        and (
            each.client.pk in own.clients
            or (each.delivery is not None and each.delivery.post.created_by_id in own.names)
        )
    ]


def own_commitments(found: Iterable[Commitments], own: Own) -> list[Commitments]:
    """Those of the reader's clients."""
    return [each for each in found if each.client.pk in own.clients]


def own_ahead(ahead: Ahead, own: Own) -> Ahead:
    """What of the next days the reader may settle, on clients of theirs."""
    return Ahead(
        asked=[each for each in ahead.asked if each.may_act and each.client.pk in own.clients],
        unready=[
            each for each in ahead.unready if each.may_write and each.client.pk in own.clients
        ],
        against_rules=[
            each for each in ahead.against_rules if each.may_write and each.client.pk in own.clients
        ],
        gaps=[each for each in ahead.gaps if each.may_write and each.client.pk in own.clients],
    )
