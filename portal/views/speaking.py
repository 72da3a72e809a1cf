"""The language of the client's area, chosen by whoever reads it; the mails follow."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import access_links
from people.models.users import Language
from portal.access import Visit, with_link


@require_POST
@with_link
def speak(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Another language, remembered for this person; back to the page they were on."""
    language = request.POST.get("language", "")
    if language not in Language.values:
        raise Http404
    access_links.speak(contact=visit.contact, language=language, now=visit.now)
    with translation.override(language):
        messages.success(request, _("From now on in English, the e-mails too."))
    home = reverse("portal:decide", args=[visit.token])
    back = request.POST.get("back", "")
    # Only inside this person's own pages.
    return redirect(back if back.startswith(home) and ".." not in back else home)
