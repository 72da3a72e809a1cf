"""Addresses of the people app."""

from __future__ import annotations

from django.urls import path

from people.views import duty, joining, me, team

app_name = "people"

urlpatterns = [
    path("t/team/", team.team, name="team"),
    path("t/team/on-call/", duty.duty, name="duty"),
    path("t/team/invite/", team.invite, name="invite"),
    path(
        "t/team/invitations/<uuid:public_id>/revoke/",
        team.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "t/team/invitations/<uuid:public_id>/resend/",
        team.invitation_resend,
        name="invitation_resend",
    ),
    path("t/team/<uuid:public_id>/", team.member_edit, name="member_edit"),
    path("join/<str:token>/", joining.join, name="join"),
    path("me/", me.preferences, name="preferences"),
    path("me/notices/", me.notices, name="notices"),
    path("me/notices/<int:pk>/", me.notice, name="notice"),
    path("agency/", me.switch_agency, name="switch_agency"),
]
