"""Addresses of the posts."""

from __future__ import annotations

from django.urls import path

from editorial.views import (
    amending,
    autosaving,
    by_hand,
    calendar,
    deciding,
    following,
    holding,
    keeping,
    library,
    listing,
    looking,
    mentions,
    reading,
    reading_back,
    releasing,
    resuming,
    reviewing,
    revisions,
    writing,
)

app_name = "editorial"

_POST = "c/<slug:slug>/posts/<uuid:public_id>/"
_ASSET = "c/<slug:slug>/library/<uuid:public_id>/"
_UPLOAD = "c/<slug:slug>/library/uploads/<uuid:public_id>/"
_RELEASE = "c/<slug:slug>/releases/<uuid:public_id>/"
_DELIVERY = _POST + "deliveries/<uuid:delivery_id>/"

urlpatterns = [
    path("r/<str:code>", following.short_link, name="short_link"),
    path("t/calendar/", calendar.all_calendar, name="all_calendar"),
    path("c/<slug:slug>/calendar/", calendar.calendar, name="calendar"),
    path("c/<slug:slug>/library/", library.library, name="library"),
    path("c/<slug:slug>/library/uploads/", resuming.uploads, name="uploads"),
    path(_UPLOAD, resuming.upload, name="upload"),
    path(_UPLOAD + "finish/", resuming.upload_finish, name="upload_finish"),
    path(_UPLOAD + "cancel/", resuming.upload_cancel, name="upload_cancel"),
    path(_ASSET, library.asset, name="asset"),
    path(_ASSET + "state/", library.asset_state, name="asset_state"),
    path(_ASSET + "remove/", library.asset_remove, name="asset_remove"),
    path(_ASSET + "restore/", library.asset_restore, name="asset_restore"),
    path(_ASSET + "file/<slug:purpose>/", library.picture, name="picture"),
    path("t/hold/", holding.hold_all, name="hold_all"),
    path("c/<slug:slug>/hold/", holding.hold, name="hold"),
    path("c/<slug:slug>/releases/", releasing.releases, name="releases"),
    path("c/<slug:slug>/releases/new/", releasing.release_new, name="release_new"),
    path(_RELEASE, releasing.release, name="release"),
    path(_RELEASE + "state/", releasing.release_state, name="release_state"),
    path(_RELEASE + "edit/", releasing.release_edit, name="release_edit"),
    path(_RELEASE + "dissolve/", releasing.release_dissolve, name="release_dissolve"),
    path("t/posts/", listing.all_posts, name="all_posts"),
    path("t/posts/new/", listing.choose_client, name="choose_client"),
    path("c/<slug:slug>/posts/", listing.posts, name="posts"),
    path("c/<slug:slug>/posts/new/", writing.new, name="new"),
    path(_POST, reading.post, name="post"),
    path(_POST + "edit/", writing.edit, name="edit"),
    path("c/<slug:slug>/posts/look/", looking.look, name="look"),
    path("c/<slug:slug>/posts/autosave/", autosaving.autosave_new, name="autosave_new"),
    path(_POST + "autosave/", autosaving.autosave, name="autosave"),
    path(_POST + "revisions/", revisions.revisions, name="revisions"),
    path(_POST + "revisions/<int:number>/restore/", revisions.restore, name="revision_restore"),
    path(_POST + "move/", calendar.move, name="move"),
    path(_POST + "copy/", keeping.copy, name="copy"),
    path(_POST + "archive/", keeping.archive, name="archive"),
    path(_POST + "restore/", keeping.restore, name="restore"),
    path(_POST + "schedule/", deciding.schedule, name="schedule"),
    path(_POST + "cancel/", deciding.cancel, name="cancel"),
    path(_POST + "publish-now/", deciding.publish_now, name="publish_now"),
    path(_POST + "correct/", amending.correct, name="correct"),
    path(_POST + "remove/", amending.remove, name="remove"),
    path(
        _POST + "amendments/<uuid:amendment_id>/take-back/",
        amending.take_back,
        name="amendment_take_back",
    ),
    path(_DELIVERY + "amendments/<uuid:amendment_id>/", amending.decide, name="amendment_decide"),
    path("t/approvals/", reviewing.all_approvals, name="all_approvals"),
    path("c/<slug:slug>/approvals/", reviewing.approvals, name="approvals"),
    path(_POST + "review/ask/", reviewing.ask_review, name="ask_review"),
    path(_POST + "review/ask-client/", reviewing.ask_client, name="ask_client"),
    path(_POST + "review/decide/", reviewing.decide, name="review_decide"),
    path(_POST + "review/voice/", reviewing.voice, name="review_voice"),
    path(_POST + "review/remind/", reviewing.remind, name="review_remind"),
    path(_POST + "review/withdraw/", reviewing.withdraw, name="review_withdraw"),
    path("t/by-hand/", by_hand.all_by_hand, name="all_by_hand"),
    path(_DELIVERY + "by-hand/", by_hand.task, name="by_hand"),
    path(_DELIVERY + "by-hand/not-done/", by_hand.not_done, name="by_hand_not_done"),
    path(_DELIVERY + "by-hand/later/", by_hand.later, name="by_hand_later"),
    path(_DELIVERY + "by-hand/files/<int:position>/", by_hand.picture, name="by_hand_file"),
    path("c/<slug:slug>/channels/<uuid:public_id>/past/", reading_back.read_past, name="read_past"),
    path("c/<slug:slug>/mentions/", mentions.mentions, name="mentions"),
    path(_DELIVERY + "state/", reading.state, name="state"),
    path(_DELIVERY + "settle/", deciding.settle, name="settle"),
]
