"""Addresses of the portal: the link is the key."""

from __future__ import annotations

from django.urls import path

from portal.views import (
    certifying,
    deciding,
    entering,
    extras,
    figures,
    offers,
    reading,
    speaking,
)

app_name = "portal"

urlpatterns = [
    path("p/", entering.enter, name="enter"),
    path("p/<str:token>/", deciding.decide, name="decide"),
    path("p/<str:token>/language/", speaking.speak, name="speak"),
    path("p/<str:token>/seen/", deciding.seen, name="seen"),
    path("p/<str:token>/approve/", deciding.approve, name="approve"),
    path("p/<str:token>/changes/", deciding.ask_changes, name="ask_changes"),
    path("p/<str:token>/all/", deciding.all_listed, name="all_listed"),
    path("p/<str:token>/approve-all/", deciding.approve_all, name="approve_all"),
    path("p/<str:token>/tasks/<uuid:public_id>/", deciding.task_done, name="task_done"),
    path("p/<str:token>/pictures/<uuid:public_id>/", deciding.picture, name="picture"),
    path("p/<str:token>/approvals/<uuid:public_id>/", certifying.certificate, name="certificate"),
    path(
        "p/<str:token>/approvals/<uuid:public_id>/approved.json",
        certifying.certified,
        name="certified",
    ),
    path("p/<str:token>/offers/<uuid:public_id>/", offers.offer, name="offer"),
    path("p/<str:token>/offers/<uuid:public_id>/answer/", offers.offer_answer, name="offer_answer"),
    path("p/<str:token>/extras/<uuid:public_id>/", extras.answer, name="extra"),
    path("p/<str:token>/profiles/<uuid:public_id>/", deciding.profile, name="profile"),
    path("p/<str:token>/logo/<uuid:public_id>/", reading.logo, name="logo"),
    path("p/<str:token>/figures/", figures.figures, name="figures"),
    path("p/<str:token>/figures/<uuid:public_id>/", figures.figure, name="figure"),
    path("p/<str:token>/calendar/", reading.calendar, name="calendar"),
    path("p/<str:token>/published/", reading.published, name="published"),
    path("p/<str:token>/reports/", reading.reports, name="reports"),
    path("p/<str:token>/reports/<uuid:public_id>/", reading.report, name="report"),
]
