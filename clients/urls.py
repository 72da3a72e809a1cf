"""Addresses of the clients app."""

from __future__ import annotations

from django.urls import path

from clients.views import (
    asking_to_connect,
    audiences,
    briefs,
    by_hand,
    channels,
    clients,
    competitors,
    connecting,
    contract,
    fitting,
    handing_over,
    link_pages,
    links,
    matters,
    meetings,
    notes,
    portal_links,
    presence,
    profiles,
    prospects,
    reconnecting,
    saving,
    sheets,
    voice,
)

app_name = "clients"

urlpatterns = [
    path("t/clients/new/", clients.new, name="new"),
    path("c/<slug:slug>/edit/", clients.edit, name="edit"),
    path("c/<slug:slug>/edit/save/", saving.edit_save, name="edit_save"),
    path("c/<slug:slug>/contacts/", clients.contacts, name="contacts"),
    path("c/<slug:slug>/contacts/new/", clients.contact_new, name="contact_new"),
    path("c/<slug:slug>/contacts/new/save/", saving.contact_new_save, name="contact_new_save"),
    path("c/<slug:slug>/contacts/<uuid:public_id>/save/", saving.contact_save, name="contact_save"),
    path("c/<slug:slug>/contacts/<uuid:public_id>/", clients.contact_edit, name="contact_edit"),
    path(
        "c/<slug:slug>/contacts/<uuid:public_id>/remove/",
        clients.contact_remove,
        name="contact_remove",
    ),
    path("c/<slug:slug>/contacts/<uuid:public_id>/link/", portal_links.link_send, name="link_send"),
    path(
        "c/<slug:slug>/contacts/links/<uuid:link_id>/revoke/",
        portal_links.link_revoke,
        name="link_revoke",
    ),
    path("c/<slug:slug>/offer/", prospects.prospect, name="prospect"),
    path("c/<slug:slug>/offer/read/<slug:network>/", prospects.prospect_read, name="prospect_read"),
    path(
        "c/<slug:slug>/offer/looks/<uuid:public_id>/", prospects.prospect_look, name="prospect_look"
    ),
    path("c/<slug:slug>/offer/new/", prospects.offer_new, name="offer_new"),
    path("c/<slug:slug>/offer/<uuid:public_id>/", prospects.offer_edit, name="offer_edit"),
    path("c/<slug:slug>/strategy/dates/", matters.matters, name="matters"),
    path("c/<slug:slug>/strategy/dates/<slug:section>/new/", matters.matter_new, name="matter_new"),
    path(
        "c/<slug:slug>/strategy/dates/<slug:section>/<uuid:public_id>/",
        matters.matter_edit,
        name="matter_edit",
    ),
    path(
        "c/<slug:slug>/strategy/dates/<slug:section>/<uuid:public_id>/remove/",
        matters.matter_remove,
        name="matter_remove",
    ),
    path("c/<slug:slug>/notes/", notes.notes, name="notes"),
    path("c/<slug:slug>/notes/<uuid:public_id>/", notes.note, name="note"),
    path("c/<slug:slug>/notes/<uuid:public_id>/remove/", notes.note_remove, name="note_remove"),
    path("c/<slug:slug>/notes/<uuid:public_id>/restore/", notes.note_restore, name="note_restore"),
    path("c/<slug:slug>/team/", clients.team, name="team"),
    path("c/<slug:slug>/team/<uuid:public_id>/remove/", clients.unassign, name="unassign"),
    path("c/<slug:slug>/channels/", channels.channels, name="channels"),
    path("c/<slug:slug>/channels/connect/", connecting.connect, name="connect"),
    path("c/<slug:slug>/channels/ask/", asking_to_connect.connect_ask, name="connect_ask"),
    path(
        "c/<slug:slug>/channels/ask/<uuid:public_id>/end/",
        asking_to_connect.connect_ask_end,
        name="connect_ask_end",
    ),
    path(
        "c/<slug:slug>/channels/connect/<slug:network>/",
        connecting.connect_network,
        name="connect_network",
    ),
    path("c/<slug:slug>/channels/by-hand/<slug:network>/", by_hand.add, name="channel_by_hand"),
    path("c/<slug:slug>/channels/<uuid:public_id>/", channels.channel, name="channel"),
    path("c/<slug:slug>/channels/<uuid:public_id>/keeper/", by_hand.keeper, name="channel_keeper"),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/go-on-by-hand/",
        by_hand.go_on,
        name="continue_by_hand",
    ),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/part/", channels.channel_part, name="channel_part"
    ),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/part/save/",
        saving.channel_part_save,
        name="channel_part_save",
    ),
    path("c/<slug:slug>/channels/<uuid:public_id>/check/", channels.check, name="check"),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/reconnect/",
        connecting.reconnect,
        name="reconnect",
    ),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/reconnect/ask/",
        asking_to_connect.reconnect_ask,
        name="reconnect_ask",
    ),
    path(
        "c/<slug:slug>/channels/<uuid:public_id>/disconnect/",
        channels.disconnect,
        name="disconnect",
    ),
    path("c/<slug:slug>/strategy/", briefs.brief, name="brief"),
    path("c/<slug:slug>/strategy/edit/", briefs.brief_edit, name="brief_edit"),
    path("c/<slug:slug>/strategy/versions/", briefs.brief_versions, name="brief_versions"),
    path("c/<slug:slug>/strategy/approved/", briefs.brief_approve, name="brief_approve"),
    path("c/<slug:slug>/strategy/interview/", briefs.brief_interview, name="brief_interview"),
    path(
        "c/<slug:slug>/strategy/interview/save/",
        briefs.brief_interview_save,
        name="brief_interview_save",
    ),
    path("c/<slug:slug>/strategy/audiences/", audiences.audiences, name="audiences"),
    path("c/<slug:slug>/strategy/audiences/new/", audiences.audience_new, name="audience_new"),
    path(
        "c/<slug:slug>/strategy/audiences/<uuid:public_id>/",
        audiences.audience_edit,
        name="audience_edit",
    ),
    path(
        "c/<slug:slug>/strategy/audiences/<uuid:public_id>/away/",
        audiences.audience_away,
        name="audience_away",
    ),
    # Competitors
    path("c/<slug:slug>/strategy/competitors/", competitors.competitors, name="competitors"),
    path(
        "c/<slug:slug>/strategy/competitors/new/", competitors.competitor_new, name="competitor_new"
    ),
    path(
        "c/<slug:slug>/strategy/competitors/week/",
        competitors.competitors_week,
        name="competitors_week",
    ),
    path(
        "c/<slug:slug>/strategy/competitors/<uuid:public_id>/",
        competitors.competitor,
        name="competitor",
    ),
    path(
        "c/<slug:slug>/strategy/competitors/<uuid:public_id>/stop/",
        competitors.competitor_stop,
        name="competitor_stop",
    ),
    path(
        "c/<slug:slug>/strategy/competitors/<uuid:public_id>/profiles/",
        competitors.competitor_profile_add,
        name="competitor_profile_add",
    ),
    path(
        "c/<slug:slug>/strategy/competitors/<uuid:public_id>/profiles/<uuid:profile_id>/drop/",
        competitors.competitor_profile_drop,
        name="competitor_profile_drop",
    ),
    path(
        "c/<slug:slug>/strategy/competitors/<uuid:public_id>/profiles/<uuid:profile_id>/look/",
        competitors.competitor_look,
        name="competitor_look",
    ),
    path("t/rates/", contract.rates, name="rates"),
    path("c/<slug:slug>/contract/", contract.contract, name="contract"),
    path("c/<slug:slug>/contract/new/", contract.contract_new, name="contract_new"),
    path("c/<slug:slug>/contract/invoice/", contract.contract_invoice, name="contract_invoice"),
    path("c/<slug:slug>/contract/rates/", contract.contract_rates, name="contract_rates"),
    path("c/<slug:slug>/contract/<uuid:public_id>/", contract.contract_edit, name="contract_edit"),
    path(
        "c/<slug:slug>/contract/<uuid:public_id>/remove/",
        contract.contract_remove,
        name="contract_remove",
    ),
    path("c/<slug:slug>/strategy/voice/", voice.voice, name="voice"),
    path("c/<slug:slug>/strategy/voice/edit/", voice.voice_edit, name="voice_edit"),
    path("c/<slug:slug>/strategy/rules/", voice.rules, name="rules"),
    path("c/<slug:slug>/strategy/rules/on/", voice.rules_on, name="rules_on"),
    path("c/<slug:slug>/strategy/fit/", fitting.fit, name="fit"),
    path("c/<slug:slug>/strategy/fit/weights/", fitting.fit_weights, name="fit_weights"),
    path("c/<slug:slug>/strategy/fit/look/", fitting.fit_look, name="fit_look"),
    path("c/<slug:slug>/strategy/fit/<slug:network>/", fitting.fit_network, name="fit_network"),
    path(
        "c/<slug:slug>/strategy/fit/<slug:network>/forget/", fitting.fit_forget, name="fit_forget"
    ),
    path("c/<slug:slug>/networks/", sheets.sheets_told, name="sheets_told"),
    path("t/networks/", sheets.network_sheets, name="network_sheets"),
    path("t/networks/<slug:network>/", sheets.network_sheet, name="network_sheet"),
    path("t/meetings/", meetings.all_meetings, name="all_meetings"),
    path("c/<slug:slug>/meetings/", meetings.meetings, name="meetings"),
    path("c/<slug:slug>/meetings/<uuid:public_id>/", meetings.meeting, name="meeting"),
    path(
        "c/<slug:slug>/meetings/<uuid:public_id>/notes/",
        meetings.meeting_notes,
        name="meeting_notes",
    ),
    path(
        "c/<slug:slug>/meetings/<uuid:public_id>/write/",
        meetings.meeting_write,
        name="meeting_write",
    ),
    path("c/<slug:slug>/meetings/<uuid:public_id>/end/", meetings.meeting_end, name="meeting_end"),
    path(
        "c/<slug:slug>/meetings/<uuid:public_id>/minutes/",
        meetings.meeting_minutes,
        name="meeting_minutes",
    ),
    path(
        "c/<slug:slug>/meetings/points/<uuid:public_id>/",
        meetings.meeting_tick,
        name="meeting_tick",
    ),
    path("c/<slug:slug>/tasks/<uuid:public_id>/", meetings.task, name="task"),
    path(
        "c/<slug:slug>/tasks/<uuid:public_id>/hand-over/",
        handing_over.task_hand_over,
        name="task_hand_over",
    ),
    # Wider presence
    path("c/<slug:slug>/strategy/presence/", presence.presence, name="presence"),
    path("c/<slug:slug>/strategy/presence/links/", links.presence_links, name="presence_links"),
    path("c/<slug:slug>/strategy/presence/new/", presence.touchpoint_new, name="touchpoint_new"),
    path(
        "c/<slug:slug>/strategy/presence/<uuid:public_id>/", presence.touchpoint, name="touchpoint"
    ),
    path(
        "c/<slug:slug>/strategy/presence/<uuid:public_id>/end/",
        presence.touchpoint_end,
        name="touchpoint_end",
    ),
    path("c/<slug:slug>/strategy/presence/moments/new/", presence.moment_new, name="moment_new"),
    path(
        "c/<slug:slug>/strategy/presence/moments/<uuid:moment_id>/", presence.moment, name="moment"
    ),
    path(
        "c/<slug:slug>/strategy/presence/moments/<uuid:moment_id>/drop/",
        presence.moment_drop,
        name="moment_drop",
    ),
    # Profiles
    path("c/<slug:slug>/strategy/profiles/", profiles.profiles, name="profiles"),
    path("c/<slug:slug>/strategy/profiles/links/", link_pages.profile_links, name="profile_links"),
    path("c/<slug:slug>/strategy/profiles/<uuid:public_id>/", profiles.profile, name="profile"),
    path(
        "c/<slug:slug>/strategy/profiles/<uuid:public_id>/wake/",
        profiles.profile_wake,
        name="profile_wake",
    ),
    path(
        "c/<slug:slug>/strategy/profiles/<uuid:public_id>/closing/",
        profiles.profile_closing,
        name="profile_closing",
    ),
    path(
        "c/<slug:slug>/strategy/profiles/<uuid:public_id>/changes/<uuid:task_id>/",
        profiles.profile_change_done,
        name="profile_change_done",
    ),
    path("l/<slug:code>/", link_pages.link_page, name="link_page"),
    path("l/<slug:code>/<uuid:link_id>/", link_pages.link_page_follow, name="link_page_follow"),
    path("connect/return/", connecting.connect_return, name="connect_return"),
    path("connect/again/<str:token>/", reconnecting.reconnect_by_link, name="reconnect_by_link"),
    path("connect/asked/<str:token>/", reconnecting.connect_by_link, name="connect_by_link"),
    path("connect/<uuid:public_id>/", connecting.connect_confirm, name="connect_confirm"),
]
