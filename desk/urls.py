"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from desk.views import clients, today

app_name = "desk"

urlpatterns = [
    path("t/", today.today, name="today"),
    path("t/clients/", clients.clients, name="clients"),
    path("c/<slug:slug>/", clients.overview, name="overview"),
]
