"""The inbox: the list, and one conversation beside it. Looking changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.access import client_or_404, may_here
from clients.kinds import answers
from clients.models import Client
from clients.wording import error_sentence
from community.actions.replying import can_answer_from_here
from community.answer_tone import tone_of_answer
from community.forms.inbox import MOST_IN_AN_ANSWER, AnswerForm, AssigneeForm, LaterForm
from community.models import Conversation
from community.queries import inbox as queries
from community.queries.words import their_words
from community.states import ReplyState
from community.wording import REPLY_LOOKS, moments_to_put_off, problem_sentence
from people.access import member_of, now_of, requires_member
from people.roles import Capability
from people.templatetags.ui import network_name

S = ReplyState
MOST_PAGES = 1000


@require_POST
@requires_member
def answer_look(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What the client's voice says of an answer as it stands; asked while somebody writes, and keeping nothing."""
    client = client_or_404(request, slug, Capability.ANSWER)
    found = queries.find(member=member_of(request), client=client, public_id=public_id)
    conversation: Conversation = get_object_or_404(found)
    text = request.POST.get("text", "")[:MOST_IN_AN_ANSWER]
    channel = conversation.channel
    said = tone_of_answer(client, text=text, network=channel.network, hat=channel.hat)
    return render(request, "community/answer_tone.html", {"found": said})


@require_GET
@requires_member
def all_inbox(request: HttpRequest) -> HttpResponse:
    """What people said, to all the clients the member sees."""
    return _list_page(request, None)


@require_GET
@requires_member
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """What people said to one client."""
    return _list_page(request, client_or_404(request, slug, Capability.VIEW_CLIENT))


def _list_page(request: HttpRequest, client: Client | None) -> HttpResponse:
    now = now_of(request)
    context = {"client": client, "now": now, **_shelf(request, client, now)}
    if client is not None:
        context["may_answer"] = may_here(request, Capability.ANSWER)
        context["may_promise"] = may_here(request, Capability.EDIT_STRATEGY)
        context["deaf"] = [
            (each, error_sentence(each.problem, network=network_name(each.channel.network)))
            for each in queries.deaf(client)
        ]
    return render(request, "community/inbox.html", context)


@require_GET
@requires_member
def all_talk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One conversation, beside the list of all clients."""
    visible = Conversation.objects.visible_to(member_of(request))
    slug = visible.filter(public_id=public_id).values_list("client__slug", flat=True).first()
    if slug is None:
        raise Http404
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return talk_page(request, client, public_id, is_of_all=True)


@require_GET
@requires_member
def talk(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One conversation, beside the list of its client."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return talk_page(request, client, public_id, is_of_all=False)


@require_GET
@requires_member
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes again in what people said: a part of the page of the audiences."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = their_words(client=client, now=now_of(request))
    return render(request, "community/their_words.html", {"client": client, "words": found})


def talk_page(
    request: HttpRequest,
    client: Client,
    public_id: UUID,
    *,
    is_of_all: bool,
    form: AnswerForm | None = None,
) -> HttpResponse:
    """The page of a conversation; `form` is one that was refused, with what was typed in it (422)."""
    member, now = member_of(request), now_of(request)
    found = queries.find(member=member, client=client, public_id=public_id)
    conversation: Conversation = get_object_or_404(found)
    shown = queries.talk(conversation=conversation, now=now)
    url = "community:all_talk" if is_of_all else "community:inbox_talk"
    of = [conversation.public_id] if is_of_all else [client.slug, conversation.public_id]
    context = {
        "client": None if is_of_all else client,
        "its_client": client,
        "facts": [(fact.label, words) for fact, words in answers(client.kind, client.facts)],
        "is_of_all": is_of_all,
        "now": now,
        "talk": shown,
        "conversation": conversation,
        "is_overdue": conversation.is_overdue(now),
        "is_put_off": conversation.is_put_off(now),
        "poll_url": f"{reverse(url, args=of)}?part=talk",
        "seen": max((each.pk for each in shown.said), default=0),
        "may_answer": may_here(request, Capability.ANSWER),
        "later": LaterForm(moments=moments_to_put_off(now, client.time_zone)),
        "assignee": AssigneeForm(
            members=queries.who_may_answer(client, client.today(now)),
            today=client.today(now),
            initial={"assignee": str(conversation.assignee_id or "")},
        ),
        "act_url": reverse("community:inbox_act", args=[client.slug, conversation.public_id]),
        "network": network_name(conversation.channel.network),
        **_answer(client, conversation, shown, form),
        **_shelf(request, None if is_of_all else client, now),
    }
    is_part = request.GET.get("part") == "talk" and form is None
    template = "community/talk_sheet.html" if is_part else "community/talk.html"
    return render(request, template, context, status=422 if form else 200)


def _answer(
    client: Client, conversation: Conversation, shown: queries.Talk, form: AnswerForm | None
) -> dict[str, Any]:
    """How the last answer stands, and the form for the next one: with what was typed, or with the words that did not leave."""
    reply, channel = shown.reply, conversation.channel
    can_answer = can_answer_from_here(channel) and any(
        each.remote_id and not each.is_own for each in shown.said
    )
    is_under_way = reply is not None and reply.state != S.NOT_SENT
    unsent = reply.text if reply is not None and reply.state == S.NOT_SENT else ""
    writing = form or AnswerForm(initial={"text": unsent}, is_there=not can_answer)
    writing.ask_while_written(
        reverse("community:answer_look", args=[client.slug, conversation.public_id])
    )
    network = network_name(channel.network)
    return {
        "reply": reply,
        "reply_look": REPLY_LOOKS[reply.state] if reply is not None else None,
        "reply_words": (
            problem_sentence(reply.problem, state=reply.state, network=network) if reply else ""
        ),
        "shows_form": form is not None or not is_under_way,
        "is_under_way": is_under_way,
        "can_answer": can_answer,
        "form": writing,
        "found_in_answer": tone_of_answer(
            client, text=str(writing["text"].value() or ""), network=channel.network
        ),
    }


def _shelf(request: HttpRequest, client: Client | None, now: datetime) -> dict[str, Any]:
    """The list and its tabs, for the page itself and beside a conversation."""
    asked = request.GET.get("show", "")
    show = asked if asked in queries.SHOWS else "to_do"
    shelf = queries.shelf(
        member=member_of(request), client=client, show=show, page=_page(request), now=now
    )
    if client is None:
        url = reverse("community:all_inbox")
    else:
        url = reverse("community:inbox", args=[client.slug])
    words = {
        "to_do": (_("To do"), shelf.tally.n_to_do),
        "mine": (_("Mine"), shelf.tally.n_mine),
        "later": (_("Put off"), shelf.tally.n_later),
        "done": (_("Done"), None),
    }
    tabs = [
        {"url": f"{url}?show={key}", "name": name, "n": n, "is_current": key == show}
        for key, (name, n) in words.items()
    ]
    return {"shelf": shelf, "show": show, "tabs": tabs, "inbox_url": url}


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return min(max(page, 1), MOST_PAGES)
