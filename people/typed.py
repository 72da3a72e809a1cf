"""What somebody typed into a form that was not taken: to be shown again, so that no word is lost. Never a secret, never a file."""

from __future__ import annotations

from django.http import HttpRequest

# In the names of fields that hold a secret, or one half of it.
_SECRETS = ("password", "code", "secret", "token")


def words_typed(request: HttpRequest) -> list[str]:
    """What looks like a person's words: more than one, and no password."""
    return [
        value
        for name, values in request.POST.lists()
        if not _is_secret(name)
        for value in map(str, values)
        if len(value.split()) > 1
    ]


def fields_typed(request: HttpRequest) -> list[tuple[str, str, bool]] | None:
    """All fields in their order, as name, value and whether it is a person's words, without the form's safety mark.

    None where it might not be the whole form: a secret is not written into a page, and a file is not sent by one.
    """
    if request.content_type == "multipart/form-data" or any(map(_is_secret, request.POST)):
        return None
    return [
        (name, value, len(value.split()) > 1)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in map(str, values)
    ]


def _is_secret(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and any(part in name.lower() for part in _SECRETS)
