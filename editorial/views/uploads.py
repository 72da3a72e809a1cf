"""Files that came with a form: each is taken or refused on its own, in words; and what the script that sends parts says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext as _

from clients.models import Client
from editorial.actions import library
from editorial.models import Asset
from editorial.pictures.names import shown_name
from editorial.pictures.rules import Refusal
from editorial.receiving import too_big
from editorial.words.pictures import refusal_sentence
from people.access import member_of
from people.clock import database_now


@dataclass
class Taken:
    """What became of the files of a form: pictures in the order they came, and the sentences of the refused."""

    assets: list[Asset] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    n_known: int = 0


def take(request: HttpRequest, client: Client, *, name: str = "files") -> Taken:
    """Take the files of this field into the client's library. One that is refused stops none of the others."""
    taken = Taken()
    for file in request.FILES.getlist(name):
        shown = shown_name(file.name or "")
        try:
            got = library.receive_file(
                client=client,
                member=member_of(request),
                file_name=file.name or "",
                file=cast(BinaryIO, file),
                now=database_now(),
            )
        except Refusal as refusal:
            taken.refused.append(f"{shown}: {refusal_sentence(refusal, name=shown)}")
        else:
            taken.assets.append(got.asset)
            taken.n_known += not got.is_new
    taken.refused += [
        f"{shown_name(raw)}: {refusal_sentence(library.too_big(most=most))}"
        for raw, most in too_big(request)
    ]
    return taken


def script() -> dict[str, str]:
    """What templates/editorial/upload_script.html wants: the address of the script, and its words as JSON."""
    words = {
        "waiting": _("waiting"),
        "sending": _("{n}% sent"),
        "paused": _("Paused at {n}%. Going on as soon as the line is back."),
        "done": _("done"),
        "cancel": _("Cancel"),
        "cancelled": _("cancelled"),
        "broken": _("This file could not be sent. Choose it again."),
        "signedOut": _(
            "You are no longer signed in. Sign in again, then choose the same file: it goes on where it stopped."
        ),
    }
    return {"module": static("uploads.js"), "words": json.dumps(words)}
