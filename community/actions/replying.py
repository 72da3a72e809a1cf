"""Answering: what a person wrote is held for a few seconds, can be taken back, and then leaves once (sending.py).

Where no program can answer, the person does it there and says so here.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.models import Channel, Health
from clients.wording import problem_sentence
from community.actions.waiting import hold, recount, settle
from community.models import Conversation, Reply, Utterance
from community.states import UNDO, ReplyState, Settled
from networks.limits import check
from networks.roles import Replies
from networks.types import Draft
from people import audit
from people.models import Member

S = ReplyState


class ReplyingError(Exception):
    """It cannot be so; the text is for the person who tried."""


def can_answer_from_here(channel: Channel) -> bool:
    """Whether what is written here reaches people there by itself."""
    return channel.health == Health.OK and connecting.can(channel, Replies)


def last_said(conversation: Conversation) -> Utterance | None:
    """What an answer answers: the newest thing the person said that the network has a name for."""
    said = conversation.utterances.filter(is_own=False).exclude(remote_id="")
    found: Utterance | None = said.order_by("-said_at", "-pk").first()
    return found


@transaction.atomic
def reply(*, by: Member, conversation: Conversation, text: str, now: datetime) -> Reply:
    """Send this answer in ten seconds, unless somebody takes it back. Raises ReplyingError."""
    conversation = hold(conversation)
    if not can_answer_from_here(conversation.channel):
        raise ReplyingError(
            _("From here nobody can answer on this channel: answer there, then say so here.")
        )
    answered = last_said(conversation)
    if answered is None:
        raise ReplyingError(_("There is nothing here that could be answered."))
    if problem := too_long(conversation, text):
        raise ReplyingError(problem)
    other = conversation.replies.under_way().select_related("written_by__user").first()
    if other is not None:
        raise ReplyingError(
            _("{name} has answered already, and that answer is on its way.").format(
                name=other.written_by.user
            )
        )
    made: Reply = Reply.objects.create(
        agency_id=conversation.agency_id,
        client_id=conversation.client_id,
        channel=conversation.channel,
        conversation=conversation,
        answers=answered,
        text=text,
        state=S.HELD,
        due_at=now + UNDO,
        written_by=by,
        written_at=now,
    )
    audit.record(
        actor=by, agency=conversation.agency, verb="reply.written", target=conversation, now=now
    )
    return made


@transaction.atomic
def take_back(*, by: Member, reply: Reply, now: datetime) -> None:
    """It does not leave; its words are kept, for the box they came from. Raises ReplyingError once it has left."""
    held = Reply.objects.filter(pk=reply.pk, state=S.HELD).select_for_update().first()
    if held is None:
        raise ReplyingError(_("It has left already, and cannot be taken back from here."))
    held.state, held.due_at, held.problem = S.NOT_SENT, None, "taken_back"
    held.save(update_fields=["state", "due_at", "problem"])
    audit.record(
        actor=by, agency=by.agency, verb="reply.taken_back", target=held.conversation, now=now
    )


def too_long(conversation: Conversation, text: str) -> str:
    """Why the network would refuse this answer, in words; empty where it would not."""
    # Some networks count the name of whom one answers.
    draft = Draft(f"{conversation.person_handle} {text}")
    problems = check(draft, connecting.limits_of(conversation.channel))
    return next((problem_sentence(each) for each in problems if each.is_blocking), "")


@transaction.atomic
def answered_there(
    *, by: Member, conversation: Conversation, text: str, seen: int | None = None, now: datetime
) -> None:
    """Somebody answered where it was said, with these words if they are known. `seen` is the last utterance they had before them:
    what came in since still waits.
    """
    conversation = hold(conversation)
    if conversation.replies.under_way().exists():
        raise ReplyingError(_("An answer is on its way: wait for it, or take it back first."))
    if text:
        Utterance.objects.create(
            agency_id=conversation.agency_id,
            client_id=conversation.client_id,
            channel=conversation.channel,
            conversation=conversation,
            is_own=True,
            text=text,
            said_at=now,
            heard_at=now,
            written_by=by,
        )
    if settle(conversation, Settled.ANSWERED, at=now, seen=up_to(seen)):
        audit.record(
            actor=by, agency=conversation.agency, verb="conversation.answered_there", target=conversation, now=now
        )  # fmt: skip


@transaction.atomic
def say_how_it_ended(*, by: Member, reply: Reply, is_there: bool, now: datetime) -> None:
    """A person looked on the network where the program could not tell. Raises ReplyingError where it is told already."""
    doubtful = Q(state=S.UNKNOWN) | Q(state=S.NEEDS_LOOK)
    found = Reply.objects.filter(doubtful, pk=reply.pk).select_for_update().first()
    if found is None:
        raise ReplyingError(_("How this answer ended is known meanwhile."))
    if is_there:
        arrived(found, remote_id="", url="", said_at=found.first_sent_at or now, now=now)
    else:
        found.state, found.due_at, found.problem = S.NOT_SENT, None, "not_there"
        found.save(update_fields=["state", "due_at", "problem"])
    audit.record(
        actor=by,
        agency=by.agency,
        verb="reply.looked_up",
        target=found.conversation,
        data={"is_there": is_there},
        now=now,
    )


def up_to(seen: int | None) -> Q | None:
    """What somebody had before them who saw that utterance last; None for everything."""
    return None if seen is None else Q(pk__lte=seen)


def arrived(reply: Reply, *, remote_id: str, url: str, said_at: datetime, now: datetime) -> None:
    """It stands on the network: written into the conversation, which waits no longer for what was heard when it was written.

    Inside the caller's transaction, the reply locked.
    """
    reply.state, reply.due_at, reply.lease_until = S.SENT, None, None
    reply.remote_id, reply.url, reply.problem = remote_id, url, ""
    reply.save(update_fields=["state", "due_at", "lease_until", "remote_id", "url", "problem"])
    conversation = hold(reply.conversation)
    said_at = min(said_at, now)
    values = {
        "agency_id": reply.agency_id,
        "client_id": reply.client_id,
        "conversation": conversation,
        "is_own": True,
        "text": reply.text,
        "said_at": said_at,
        "heard_at": now,
        "url": url,
        "written_by_id": reply.written_by_id,
    }
    if remote_id:
        # Reading the thread may have noticed it first.
        Utterance.objects.update_or_create(
            channel_id=reply.channel_id,
            remote_id=remote_id,
            defaults={"written_by_id": reply.written_by_id},
            create_defaults=values,
        )
    else:
        Utterance.objects.create(channel_id=reply.channel_id, **values)
    # What nobody had before them when it was written was not answered by it.
    seen = Q(heard_at__lte=reply.written_at)
    if not settle(conversation, Settled.ANSWERED, at=said_at, seen=seen):
        recount(conversation)


def proved(reply: Reply, *, remote_id: str, url: str) -> None:
    """What a person had said to have arrived turns up: its name is kept, so that it is not noticed a second time.

    Inside the caller's transaction, the reply locked.
    """
    if reply.remote_id or not remote_id:
        return
    reply.remote_id, reply.url = remote_id, url
    reply.save(update_fields=["remote_id", "url"])
    known = Utterance.objects.filter(channel_id=reply.channel_id, remote_id=remote_id).exists()
    said = Utterance.objects.filter(
        conversation_id=reply.conversation_id, is_own=True, remote_id="", text=reply.text
    ).first()
    if said is None:
        return
    if known:
        said.delete()
    else:
        Utterance.objects.filter(pk=said.pk).update(remote_id=remote_id, url=url)
