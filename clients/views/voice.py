"""How a client speaks and the rules it is under: to be read, and to be changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import voicing
from clients.forms.voice import MORE, RulesForms, VoiceForms, with_more_rows
from clients.models import Client
from clients.packs import all_packs, packs_of, proposed
from clients.queries import voices
from clients.words import voice as voice_words
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def voice(request: HttpRequest, slug: str) -> HttpResponse:
    """The voice as everybody reads it."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    row = voices.voice_of(member=member_of(request), client=client)
    manner = voices.manner_of(client, row)
    context = {
        "client": client,
        "voice": row,
        "manner": manner,
        "policies": [
            (_("Emoji"), voice_words.emoji_sentence(manner)),
            (_("Hashtags"), voice_words.tags_sentence(manner)),
            (_("Capitals and marks"), voice_words.marks_sentence(manner)),
        ],
        "registers": [(r, voice_words.register_sentence(r)) for r in manner.registers],
        "packs": packs_of(manner.packs),
        "proposed": proposed(
            kind=client.kind, facts=client.facts, summary=client.summary, on=manner.packs
        ),
        "changes": [
            (each, [voice_words.FIELDS.get(name, name) for name in each.fields])
            for each in voices.changes_of(client=client, verb="voice.changed")
        ],
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/voice.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def voice_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes the voice; who saves second is told, and loses nothing."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    member = member_of(request)
    row = voices.voice_of(member=member, client=client)
    manner = voices.manner_of(client, row)
    networks = voices.networks_of(member=member, client=client, manner=manner)
    data, wants_more = _posted(request)
    forms = VoiceForms(
        data, manner=manner, networks=networks, edit_number=row.edit_number if row else 0
    )
    if data is not None and not wants_more and forms.is_valid():
        try:
            voicing.settle_voice(
                by=member,
                client=client,
                manner=forms.manner,
                edit_number=forms.single.cleaned_data["edit_number"],
                now=database_now(),
            )
        except voicing.VoiceConflictError as conflict:
            forms.single.add_error(None, str(conflict))
        else:
            messages.success(request, _("Saved: from now on every text is checked against it."))
            return redirect("clients:voice", slug=client.slug)
    return _page(request, "clients/voice_edit.html", client, forms, is_quiet=wants_more)


@require_http_methods(["GET", "POST"])
@requires_member
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule packs, each with its source, and the sentences that must stand in posts."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    may_edit = may_here(request, Capability.EDIT_STRATEGY)
    if request.method == "POST" and not may_edit:
        raise LackingError(Capability.EDIT_STRATEGY)
    member = member_of(request)
    row = voices.voice_of(member=member, client=client)
    manner = voices.manner_of(client, row)
    data, wants_more = _posted(request)
    forms = RulesForms(data, manner=manner, edit_number=row.edit_number if row else 0)
    if data is not None and not wants_more and forms.is_valid():
        try:
            voicing.set_rules(
                by=member,
                client=client,
                manner=forms.manner,
                edit_number=forms.single.cleaned_data["edit_number"],
                now=database_now(),
            )
        except voicing.VoiceConflictError as conflict:
            forms.single.add_error(None, str(conflict))
        else:
            messages.success(request, _("Saved: from now on every text is checked against it."))
            return redirect("clients:rules", slug=client.slug)
    return _page(
        request,
        "clients/rules.html",
        client,
        forms,
        is_quiet=wants_more,
        packs=[(pack, pack.id in forms.chosen) for pack in all_packs().values()],
        manner=manner,
        may_edit=may_edit,
    )


@require_POST
@requires_member
def rules_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Switches one proposed pack on; back to where it was proposed."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    pack = all_packs().get(request.POST.get("pack", ""))
    if pack is not None:
        voicing.switch_on(by=member_of(request), client=client, pack=pack.id, now=database_now())
        messages.success(
            request, _("%(pack)s: its rules are checked from now on.") % {"pack": pack.name}
        )
    is_beginning = request.POST.get("from") == "begin"
    return redirect("desk:begin" if is_beginning else "clients:voice", slug=client.slug)


def _posted(request: HttpRequest) -> tuple[QueryDict | None, bool]:
    """What was sent, and whether the button only asked for more rows."""
    if request.method != "POST":
        return None, False
    deed, _sep, name = request.POST.get("deed", "").partition(":")
    if deed == MORE:
        return with_more_rows(request.POST, name), True
    return request.POST, False


def _page(
    request: HttpRequest,
    template: str,
    client: Client,
    forms: VoiceForms | RulesForms,
    *,
    is_quiet: bool,
    **more: object,
) -> HttpResponse:
    is_refused = forms.single.is_bound and not is_quiet
    context = {"client": client, "forms": forms, "is_quiet": is_quiet, **more}
    return render(request, template, context, status=422 if is_refused else 200)
