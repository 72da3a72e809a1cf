"""Addresses of the analytics app."""

from __future__ import annotations

from django.urls import path

from analytics.views import reports, results, shared

app_name = "analytics"

urlpatterns = [
    path("c/<slug:slug>/results/", results.results, name="results"),
    path("c/<slug:slug>/results.csv", results.results_csv, name="results_csv"),
    path("c/<slug:slug>/reports/", reports.reports, name="reports"),
    path("c/<slug:slug>/reports/<uuid:public_id>/", reports.report, name="report"),
    path(
        "c/<slug:slug>/reports/<uuid:public_id>/links/new/", reports.report_link, name="report_link"
    ),
    path(
        "c/<slug:slug>/reports/<uuid:public_id>/links/<uuid:link_id>/revoke/",
        reports.report_link_revoke,
        name="report_link_revoke",
    ),
    path("report/<str:token>/", shared.shared_report, name="shared_report"),
]
