"""Addresses of the posts."""

from __future__ import annotations

from django.urls import path

from editorial.views import deciding, listing, reading, writing

app_name = "editorial"

_POST = "c/<slug:slug>/posts/<uuid:public_id>/"
_DELIVERY = _POST + "deliveries/<uuid:delivery_id>/"

urlpatterns = [
    path("t/posts/", listing.all_posts, name="all_posts"),
    path("c/<slug:slug>/posts/", listing.posts, name="posts"),
    path("c/<slug:slug>/posts/new/", writing.new, name="new"),
    path(_POST, reading.post, name="post"),
    path(_POST + "edit/", writing.edit, name="edit"),
    path(_POST + "copy/", writing.copy, name="copy"),
    path(_POST + "archive/", writing.archive, name="archive"),
    path(_POST + "restore/", writing.restore, name="restore"),
    path(_POST + "schedule/", deciding.schedule, name="schedule"),
    path(_POST + "cancel/", deciding.cancel, name="cancel"),
    path(_POST + "publish-now/", deciding.publish_now, name="publish_now"),
    path(_DELIVERY + "state/", reading.state, name="state"),
    path(_DELIVERY + "settle/", deciding.settle, name="settle"),
]
