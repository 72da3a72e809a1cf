"""What a person does with a conversation: every act is a POST, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.models import Client
from community.actions import replying, triage
from community.actions.replying import ReplyingError
from community.actions.triage import TriageError
from community.forms.inbox import AnswerForm, AssigneeForm, LaterForm
from community.models import Conversation
from community.queries import inbox as queries
from community.states import UNDO, ReplyState, Settled
from community.views.inbox import talk_page
from community.wording import moments_to_put_off
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.toasts import undo


@require_POST
@requires_member
def act(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Does what the pressed button says; `scope` is the list one came from, of all clients or of this one."""
    client = client_or_404(request, slug, Capability.ANSWER)
    conversation = get_object_or_404(
        queries.find(member=member_of(request), client=client, public_id=public_id)
    )
    deed = _DEEDS.get(_said(request, "deed"))
    if deed is None:
        return _to(request, conversation)
    try:
        return deed(request, client, conversation, database_now())
    except (ReplyingError, TriageError) as error:
        messages.error(request, str(error))
        return _to(request, conversation)


def _said(request: HttpRequest, name: str) -> str:
    """From the form, or from the address a toast's way back posts to."""
    return request.POST.get(name) or request.GET.get(name, "")


def _to(request: HttpRequest, conversation: Conversation) -> HttpResponseRedirect:
    return HttpResponseRedirect(url_of(conversation, is_of_all=_said(request, "scope") == "all"))


def url_of(conversation: Conversation, *, is_of_all: bool) -> str:
    """The conversation's page, beside the list of all clients or of its own."""
    if is_of_all:
        return reverse("community:all_talk", args=[conversation.public_id])
    return reverse("community:inbox_talk", args=[conversation.client.slug, conversation.public_id])


def _on(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """On to the next one that waits; to the list where none does."""
    is_of_all = _said(request, "scope") == "all"
    following = queries.following(
        member=member_of(request),
        client=None if is_of_all else conversation.client,
        after=conversation,
        now=database_now(),
    )
    if following is not None:
        return HttpResponseRedirect(url_of(following, is_of_all=is_of_all))
    if is_of_all:
        return HttpResponseRedirect(reverse("community:all_inbox"))
    return HttpResponseRedirect(reverse("community:inbox", args=[conversation.client.slug]))


def _way_back(request: HttpRequest, conversation: Conversation, deed: str, **more: str) -> str:
    url = reverse("community:inbox_act", args=[conversation.client.slug, conversation.public_id])
    asked = urlencode({"deed": deed, "scope": _said(request, "scope"), **more})
    return undo(url=f"{url}?{asked}", seconds=int(UNDO.total_seconds()))


def _answer(
    request: HttpRequest, client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, client, conversation, form)
    try:
        reply = replying.reply(
            by=member_of(request),
            conversation=conversation,
            text=form.cleaned_data["text"],
            now=now,
        )
    except ReplyingError as error:
        form.add_error("text", str(error))
        return _again(request, client, conversation, form)
    messages.success(
        request,
        _("The answer leaves in ten seconds."),
        extra_tags=_way_back(request, conversation, "take_back", reply=str(reply.public_id)),
    )
    return _to(request, conversation)


def _again(
    request: HttpRequest, client: Client, conversation: Conversation, form: AnswerForm
) -> HttpResponse:
    """The page once more, with what was typed and why it cannot be."""
    is_of_all = _said(request, "scope") == "all"
    return talk_page(request, client, conversation.public_id, is_of_all=is_of_all, form=form)


def _seen(request: HttpRequest) -> int | None:
    """The last utterance that was on the page when the button was pressed."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _take_back(
    request: HttpRequest, _client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    under_way = conversation.replies.under_way()
    reply = next(
        (each for each in under_way if str(each.public_id) == _said(request, "reply")), None
    )
    if reply is None:
        raise ReplyingError(_("It has left already, and cannot be taken back from here."))
    replying.take_back(by=member_of(request), reply=reply, now=now)
    messages.success(request, _("It did not leave. Your words are below."))
    return _to(request, conversation)


def _answered_there(
    request: HttpRequest, client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    form = AnswerForm(request.POST, is_there=True)
    if not form.is_valid():
        return _again(request, client, conversation, form)
    text = form.cleaned_data["text"]
    # Words of an answer that was never sent are nobody's answer, also where they still stand in the box.
    if text and conversation.replies.filter(state=ReplyState.NOT_SENT, text=text).exists():
        text = ""
    replying.answered_there(
        by=member_of(request), conversation=conversation, text=text, seen=_seen(request), now=now
    )
    messages.success(
        request,
        _("{name}: answered.").format(name=conversation.person_name),
        extra_tags=_way_back(request, conversation, "reopen"),
    )
    return _on(request, conversation)


def _close(how: Settled) -> Callable[..., HttpResponse]:
    def deed(
        request: HttpRequest, _client: Client, conversation: Conversation, now: datetime
    ) -> HttpResponse:
        triage.close(
            by=member_of(request), conversation=conversation, how=how, seen=_seen(request), now=now
        )
        messages.success(
            request,
            _("{name}: done, {how}.").format(
                name=conversation.person_name, how=str(how.label).lower()
            ),
            extra_tags=_way_back(request, conversation, "reopen"),
        )
        return _on(request, conversation)

    return deed


def _reopen(
    request: HttpRequest, _client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    triage.reopen(by=member_of(request), conversation=conversation, now=now)
    return _to(request, conversation)


def _put_off(
    request: HttpRequest, client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    form = LaterForm(request.POST, moments=moments_to_put_off(now, client.time_zone))
    if not form.is_valid():
        raise TriageError(_("Choose until when."))
    triage.put_off(by=member_of(request), conversation=conversation, until=form.chosen(), now=now)
    messages.success(
        request,
        _("{name}: put off.").format(name=conversation.person_name),
        extra_tags=_way_back(request, conversation, "reopen"),
    )
    return _on(request, conversation)


def _assign(
    request: HttpRequest, client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    today = client.today(now)
    form = AssigneeForm(request.POST, members=queries.who_may_answer(client, today), today=today)
    if not form.is_valid():
        raise TriageError(_("Choose a colleague who answers for this client."))
    triage.assign(by=member_of(request), conversation=conversation, to=form.chosen(), now=now)
    messages.success(request, _("Saved."))
    return _to(request, conversation)


def _looked(
    request: HttpRequest, _client: Client, conversation: Conversation, now: datetime
) -> HttpResponse:
    reply = conversation.replies.under_way().first()
    if reply is None:
        raise ReplyingError(_("How this answer ended is known meanwhile."))
    said = _said(request, "is_there")
    if said not in ("yes", "no"):
        raise ReplyingError(_("Say whether it is there."))
    replying.say_how_it_ended(by=member_of(request), reply=reply, is_there=said == "yes", now=now)
    return _to(request, conversation)


_DEEDS: dict[str, Callable[[HttpRequest, Client, Conversation, datetime], HttpResponse]] = {
    "answer": _answer,
    "take_back": _take_back,
    "answered_there": _answered_there,
    "not_needed": _close(Settled.NOT_NEEDED),
    "spam": _close(Settled.SPAM),
    "reopen": _reopen,
    "put_off": _put_off,
    "assign": _assign,
    "looked": _looked,
}
