"""Saving while a person types: a draft reaches the server by itself, and only where nothing hangs on its words.

The answers are small JSON for static/js/autosave_controller.js: `words` is what the page says. Without JavaScript
nothing of this exists and the buttons save.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.models import Client
from editorial.actions.drafting import BeingSentError, DecidedError, EditConflictError
from editorial.actions.placing import PlaceRefusedError
from editorial.forms.editor import EditorForm
from editorial.forms.pictures import arranged
from editorial.models import Post
from editorial.views.deciding import url_of
from editorial.views.editor import edit_form, new_form
from editorial.views.reading import post_or_404
from editorial.views.saved import says_the_same
from editorial.views.writing import create_from, own_post, save_from
from editorial.words.saving import saved_words, unsaved_words
from people.access import member_of, requires_member
from people.ids import uuid7
from people.roles import Capability


@require_POST
@requires_member
def autosave_new(request: HttpRequest, slug: str) -> JsonResponse:
    """The first save of a new post. When its answer was lost, the second one finds the post by the same key."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    form = new_form(request, client, _posted(request))
    is_valid = form.is_valid()
    key = form.cleaned_data.get("key") or uuid7()
    if (made := own_post(request, client, key)) is not None:
        return _save(request, client, made, edit_number=1)
    if not is_valid:
        return _refused(form)
    try:
        with transaction.atomic():
            post = create_from(request, client, form, key)
    except PlaceRefusedError as error:
        return JsonResponse({"words": str(error)}, status=409)
    except IntegrityError:
        return JsonResponse({"words": ""}, status=409)
    return _saved(client, post)


@require_POST
@requires_member
def autosave(request: HttpRequest, slug: str, public_id: UUID) -> JsonResponse:
    """What the editor holds now, of a post that is only a draft."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    return _save(request, client, post_or_404(request, client, public_id, is_to_write=True))


def _posted(request: HttpRequest) -> Any:
    return arranged(request.POST, deed="", added=())


def _save(
    request: HttpRequest, client: Client, post: Post, *, edit_number: int | None = None
) -> JsonResponse:
    data = _posted(request)
    if edit_number is not None:
        data["edit_number"] = str(edit_number)
    form = edit_form(request, client, post, data)
    if not form.is_valid():
        return _refused(form)
    try:
        with transaction.atomic():
            saved = save_from(request, post, form, is_by_itself=True)
    except EditConflictError as error:
        if says_the_same(form, error.theirs):
            return _saved(client, error.theirs)
        words = _(
            "%(who)s saved meanwhile. Nothing is overwritten: press Save to see both texts side by side."
        ) % {"who": error.theirs.edited_by}
        if error.theirs.edited_by_id == member_of(request).pk:
            words = _(
                "Another tab of yours saved meanwhile. Nothing is overwritten: press Save to see both texts side by side."
            )
        return JsonResponse({"words": words}, status=409)
    except DecidedError as error:
        return JsonResponse({"words": unsaved_words(error.why, asked=[], yes_of=[])}, status=409)
    except (BeingSentError, PlaceRefusedError) as error:
        return JsonResponse({"words": str(error)}, status=409)
    return _saved(client, saved)


def _saved(client: Client, post: Post) -> JsonResponse:
    return JsonResponse(
        {
            "words": saved_words(post.edited_at, client.time_zone, now=post.edited_at),
            "edit_number": post.edit_number,
            "id": str(post.public_id),
            "url": url_of(client, post, "editorial:edit"),
            "autosave_url": url_of(client, post, "editorial:autosave"),
        }
    )


def _refused(form: EditorForm) -> JsonResponse:
    """Half a time, an empty text: said in passing, kept in the browser, judged again at the next key."""
    owns = [each.own for each in form.channel_forms]
    forms = [form, form.additions, form.place, *form.channel_forms, *owns]
    errors = [str(e) for each in forms for es in each.errors.values() for e in es]
    errors += [*form.pictures.problems, *form.additions.problems]
    errors += [problem for own in owns for problem in own.problems]
    words = _("Not saved yet: %(why)s") % {"why": " ".join(errors[:1])}
    return JsonResponse({"words": words}, status=422)
