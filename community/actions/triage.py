"""What a person decides about a conversation: settled, put off, taken up again, somebody's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.access import role_on
from community.actions.replying import up_to
from community.actions.waiting import hold, recount, settle
from community.models import Conversation
from community.states import Settled, Standing
from people import audit
from people.models import Member
from people.roles import Capability, may


class TriageError(Exception):
    """It cannot be so; the text is for the person who tried."""


@transaction.atomic
def close(
    *, by: Member, conversation: Conversation, how: Settled, seen: int | None = None, now: datetime
) -> None:
    """Nothing of it waits any more: it was answered elsewhere, asks for nothing, or is spam. Again is harmless. `seen` is the last
    utterance that was before whoever decides: what came in since still waits.

    Raises TriageError while an answer is on its way.
    """
    conversation = hold(conversation)
    _refuse_while_answered(conversation)
    if settle(conversation, how, at=now, seen=up_to(seen)):
        _record(by, "conversation.settled", conversation, now, how=str(how))


@transaction.atomic
def reopen(*, by: Member, conversation: Conversation, now: datetime) -> None:
    """What was settled last waits again; what was put off is to be done now. Raises TriageError where nobody said anything."""
    conversation = hold(conversation)
    if conversation.standing == Standing.LATER:
        conversation.standing, conversation.later_until = Standing.TO_DO, None
        conversation.save(update_fields=["standing", "later_until"])
    elif conversation.standing == Standing.DONE:
        settled = conversation.utterances.filter(is_own=False).exclude(settled="")
        last = settled.order_by("-said_at", "-pk").first()
        if last is None:
            raise TriageError(_("Nobody has said anything here that could wait."))
        settled.filter(settled_at=last.settled_at).update(settled="", settled_at=None)
        recount(conversation)
    else:
        return
    _record(by, "conversation.reopened", conversation, now)


@transaction.atomic
def put_off(*, by: Member, conversation: Conversation, until: datetime, now: datetime) -> None:
    """Out of sight until then; who was promised an answer before stays late. Raises TriageError."""
    conversation = hold(conversation)
    _refuse_while_answered(conversation)
    if conversation.standing == Standing.DONE:
        raise TriageError(_("Nothing waits in this conversation any more."))
    if until <= now:
        raise TriageError(_("Choose a moment that is still to come."))
    conversation.standing, conversation.later_until = Standing.LATER, until
    conversation.save(update_fields=["standing", "later_until"])
    _record(by, "conversation.put_off", conversation, now, until=until.isoformat())


@transaction.atomic
def assign(*, by: Member, conversation: Conversation, to: Member | None, now: datetime) -> None:
    """It is somebody's, or nobody's again. Raises TriageError for whoever may not answer there."""
    conversation = hold(conversation)
    if to is not None and not may(
        role_on(member=to, client=conversation.client) or "", Capability.ANSWER
    ):
        raise TriageError(_("%(name)s does not answer for this client.") % {"name": to.user})
    if conversation.assignee_id == (to.pk if to else None):
        return
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    _record(by, "conversation.assigned", conversation, now, to=str(to.user) if to else "")


def _refuse_while_answered(conversation: Conversation) -> None:
    if conversation.replies.under_way().exists():
        raise TriageError(_("An answer is on its way: wait for it, or take it back first."))


def _record(by: Member, verb: str, conversation: Conversation, now: datetime, **data: str) -> None:
    audit.record(
        actor=by, agency=conversation.agency, verb=verb, target=conversation, data=data, now=now
    )
