"""Writing down what somebody said where the program hears nothing: on a channel by hand, on the phone, at the counter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Channel
from community.actions.waiting import hold, promised, recount
from community.models import Conversation, Utterance
from community.states import Kind, Standing
from people import audit
from people.models import Member


class WritingDownError(Exception):
    """It cannot be so; the text is for the person who tried, `field` its place in the form."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def write_down(
    *,
    by: Member,
    channel: Channel,
    kind: Kind,
    person: str,
    text: str,
    said_at: datetime,
    url: str = "",
    now: datetime,
) -> Conversation:
    """Keep what a person said. It goes on where the same person already waits on that channel. Raises WritingDownError."""
    if said_at > now:
        raise WritingDownError(_("This moment is still to come."), field="said_at")
    # Two colleagues who write down the same person at once meet here.
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    open_one = (
        Conversation.objects.filter(
            channel=channel, kind=kind, person_name__iexact=person, thread_id=""
        )
        .exclude(standing=Standing.DONE)
        .first()
    )
    conversation = hold(open_one) if open_one else _begin(channel, kind, person, said_at)
    Utterance.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        conversation=conversation,
        text=text,
        said_at=said_at,
        heard_at=now,
        url=url,
        due_at=promised(channel.client, said_at),
    )
    recount(conversation, has_news=True)
    audit.record(
        actor=by,
        agency=channel.agency,
        verb="conversation.written_down",
        target=conversation,
        now=now,
    )
    return conversation


def _begin(channel: Channel, kind: Kind, person: str, said_at: datetime) -> Conversation:
    made: Conversation = Conversation.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        kind=kind,
        person_name=person,
        standing=Standing.DONE,
        last_said_at=said_at,
    )
    return made
