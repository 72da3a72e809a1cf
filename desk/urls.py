"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from desk.views import (
    absences,
    beginning,
    clients,
    dates_in,
    fitting,
    meetings,
    offers,
    putting_off,
    standing,
    today,
)

app_name = "desk"

urlpatterns = [
    path("t/", today.today, name="today"),
    path("t/put-off/", putting_off.put_off, name="put_off"),
    path("t/put-off/ways/", putting_off.ways, name="ways_to_put_off"),
    path("t/whose/", today.whose, name="whose"),
    path("t/due/", today.due, name="due"),
    path("t/team/absences/", absences.absences, name="absences"),
    path("t/clients/", clients.clients, name="clients"),
    path("t/meetings/walk/", meetings.walk, name="walk"),
    path("c/<slug:slug>/meetings/begin/", meetings.meeting_begin, name="meeting_begin"),
    path("c/<slug:slug>/meetings/walk/", meetings.walk_notes, name="walk_notes"),
    path("c/<slug:slug>/", clients.overview, name="overview"),
    path(
        "c/<slug:slug>/strategy/fit/<slug:network>/known/",
        fitting.fit_evidence,
        name="fit_evidence",
    ),
    path(
        "c/<slug:slug>/strategy/dates/<slug:section>/table/",
        dates_in.dates_table,
        name="dates_table",
    ),
    path("c/<slug:slug>/begin/", beginning.begin, name="begin"),
    path("c/<slug:slug>/offer/<uuid:public_id>/act/", offers.offer_act, name="offer_act"),
    path("c/<slug:slug>/begin/save/", beginning.begin_save, name="begin_save"),
    path("c/<slug:slug>/status/", standing.standing, name="standing"),
    path("c/<slug:slug>/status/settle/", standing.leaving_tick, name="leaving_tick"),
]
