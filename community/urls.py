"""Addresses of the community."""

from __future__ import annotations

from django.urls import path

from community.views import acting, inbox, promising, writing_down

app_name = "community"

urlpatterns = [
    path("t/inbox/", inbox.all_inbox, name="all_inbox"),
    path("t/inbox/<uuid:public_id>/", inbox.all_talk, name="all_talk"),
    path("c/<slug:slug>/inbox/", inbox.inbox, name="inbox"),
    path("c/<slug:slug>/inbox/words/", inbox.words, name="inbox_words"),
    path("c/<slug:slug>/inbox/heard/", writing_down.heard, name="inbox_heard"),
    path("c/<slug:slug>/inbox/promise/", promising.promise, name="inbox_promise"),
    path("c/<slug:slug>/inbox/<uuid:public_id>/", inbox.talk, name="inbox_talk"),
    path("c/<slug:slug>/inbox/<uuid:public_id>/act/", acting.act, name="inbox_act"),
    path("c/<slug:slug>/inbox/<uuid:public_id>/look/", inbox.answer_look, name="answer_look"),
]
