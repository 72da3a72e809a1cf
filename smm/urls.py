"""Every address of the product; each app names its own."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from people.mailbox import kept_mail, kept_message
from smm.demo.pages import remove_demo
from smm.failures import csp_report, no_such_page
from smm.finding import find, switch
from smm.health import healthz
from smm.live import counts as live_counts
from smm.operations import operations_json

handler400 = "smm.failures.bad_request"
handler500 = "smm.failures.broken"

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:today"), name="front"),
    path("healthz", healthz, name="healthz"),
    path("operations.json", operations_json, name="operations_json"),
    path("csp-report/", csp_report, name="csp_report"),
    path("t/demo/remove/", remove_demo, name="remove_demo"),
    path("t/find/", find, name="find"),
    path("live/", live_counts, name="live"),
    path("t/switch/", switch, name="switch"),
    path("mailbox/", kept_mail, name="mailbox"),
    path("mailbox/<int:pk>/", kept_message, name="kept_message"),
    # An address is proved by the invitation or the link that went there. Nobody adds one that they have not proved.
    path("accounts/email/", no_such_page, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("people.urls")),
    path("", include("clients.urls")),
    path("", include("editorial.urls")),
    path("", include("community.urls")),
    path("", include("analytics.urls")),
    path("", include("desk.urls")),
    path("", include("portal.urls")),
]
