"""The live figures of the installation: a page of the admin for support, and JSON for monitoring, which shows a token."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from people.clock import database_now
from people.templatetags.ui import figure as written
from smm.operating import Figure, figures


@require_GET
def operations(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The page for support, behind the admin's own door."""
    now = database_now()
    found = figures(now=now)
    context = {
        **site.each_context(request),
        "title": _("Live figures"),
        "now": now,
        "rows": [(each, _shown(each, each.value), _shown(each, each.aim)) for each in found],
        "n_amiss": sum(each.is_well is False for each in found),
    }
    return TemplateResponse(request, "admin/operations.html", context)


@require_GET
def operations_json(request: HttpRequest) -> JsonResponse:
    """The same for monitoring: with `Authorization: Bearer` and OPERATIONS_TOKEN, else it does not exist.

    503 while a figure misses its aim, so that the plainest monitor understands it.
    """
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.OPERATIONS_TOKEN
    if not wanted or kind.lower() != "bearer" or not constant_time_compare(token.strip(), wanted):
        raise Http404
    now = database_now()
    found = figures(now=now)
    is_well = all(each.is_well is not False for each in found)
    answer = JsonResponse(
        {
            "at": now,
            "well": is_well,
            "figures": {
                each.key: {
                    "value": None if each.value is None else round(float(each.value), 3),
                    "aim": each.aim,
                    "well": each.is_well,
                }
                for each in found
            },
        },
        status=200 if is_well else 503,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(each: Figure, value: float | None) -> str:
    """A number as people write it, or a time in its handiest unit."""
    if value is None:
        return ""
    if each.unit != "s":
        return str(written(int(value)))
    seconds = float(value)
    if seconds < 10 and seconds != int(seconds):
        return _("%(n)s s") % {"n": written(seconds, 1)}
    if seconds < 120:
        return _("%(n)s s") % {"n": round(seconds)}
    if seconds < 2 * 3600:
        return _("%(n)s min") % {"n": round(seconds / 60)}
    if seconds < 48 * 3600:
        return ngettext("%(n)s hour", "%(n)s hours", round(seconds / 3600)) % {
            "n": round(seconds / 3600)
        }
    days = round(seconds / 86400)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
