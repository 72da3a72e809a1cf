"""Who may open which address: the table that the access matrix is tested against.

A new view needs an entry here, in the dict of its namespace, and, for each part of its address
that is not ``slug``, a line in FACTORIES that makes the value for one side (one's own agency or
another's). New kinds of objects become properties of Side (sides.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from people.ids import uuid7
from people.roles import Capability
from tests import make
from tests.architecture.sides import Side

Where = Literal["client", "agency", "member", "signed_in", "public", "loopback"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One address: where the capability is asked for, and which methods it takes.

    ``client``: the role on the client counts, its agency's other people get 404. ``agency``: the
    agency-wide role counts. ``member``: any member. ``signed_in``: any account. ``public``: anyone.
    ``loopback``: 404 outside a local run. ``data`` is what a POST sends on one side.
    """

    where: Where
    capability: Capability | None = None
    # What a POST asks for, where that is more than looking does.
    to_write: Capability | None = None
    methods: tuple[str, ...] = ("GET",)
    query: str = ""
    data: Callable[[Side], dict[str, Any]] = field(default=lambda side: {})
    # For addresses that name no object of an agency: another agency's side is one's own.
    names_an_object: bool = True
    # What the address answers to those who may, besides 2xx, 3xx and 422.
    also: tuple[int, ...] = ()


def _today(side: Side) -> str:
    return make.today(side.client).isoformat()


def _client(capability: Capability, *methods: str, **more: Any) -> Rule:
    return Rule(where="client", capability=capability, methods=methods or ("GET",), **more)


def _agency(capability: Capability, *methods: str, **more: Any) -> Rule:
    return Rule(where="agency", capability=capability, methods=methods or ("GET",), **more)


SMM: dict[str, Rule] = {
    "front": Rule(where="public", methods=("GET", "POST"), names_an_object=False),
    "healthz": Rule(where="public", names_an_object=False, also=(503,)),
    # With a token that nobody here has: tests/smm/test_operations.py has it.
    "operations_json": Rule(where="public", names_an_object=False, also=(404,)),
    "csp_report": Rule(where="public", methods=("POST",), names_an_object=False, also=(400,)),
    "find": Rule(where="member", names_an_object=False),
    "live": Rule(where="member", names_an_object=False),
    "switch": Rule(where="member", names_an_object=False),
    "mailbox": Rule(where="loopback", names_an_object=False),
    "kept_message": Rule(where="loopback", names_an_object=False),
    # An agency that is no demo has no such page: tests/smm/test_removing_the_demo.py.
    "remove_demo": _agency(
        Capability.MANAGE_AGENCY, "GET", "POST", names_an_object=False, also=(404,)
    ),
}

PEOPLE: dict[str, Rule] = {
    "people:team": Rule(where="member", names_an_object=False),
    "people:invite": _agency(
        Capability.MANAGE_AGENCY,
        "POST",
        names_an_object=False,
        data=lambda side: {"email": "new@example.org", "role": "editor"},
    ),
    "people:invitation_revoke": _agency(Capability.MANAGE_AGENCY, "POST"),
    "people:invitation_resend": _agency(Capability.MANAGE_AGENCY, "POST"),
    "people:member_edit": _agency(
        Capability.MANAGE_AGENCY,
        "GET",
        "POST",
        data=lambda side: {"step": "role", "role": "analyst"},
    ),
    "people:join": Rule(
        where="public", methods=("GET", "POST"), names_an_object=False, also=(410,)
    ),
    "people:preferences": Rule(where="signed_in", methods=("GET", "POST"), names_an_object=False),
    "people:notices": Rule(where="member", methods=("GET", "POST"), names_an_object=False),
    # What is changed is named in the body: tests/people/test_duty.py has the other agency's.
    "people:duty": Rule(
        where="agency",
        capability=Capability.VIEW_CLIENT,
        to_write=Capability.MANAGE_CLIENTS,
        methods=("GET", "POST"),
        names_an_object=False,
    ),
    # One's own and nobody else's: tests/people/test_mail.py has another's.
    "people:notice": Rule(where="member", names_an_object=False, also=(404,)),
    # The agency is in the body: tests/people/test_me.py has the other agency's.
    "people:switch_agency": Rule(
        where="signed_in", methods=("GET", "POST"), names_an_object=False, also=(404,)
    ),
}

CLIENTS: dict[str, Rule] = {
    "clients:new": _agency(Capability.MANAGE_CLIENTS, "GET", "POST", names_an_object=False),
    "clients:edit": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:edit_save": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contacts": _client(Capability.VIEW_CLIENT),
    "clients:contact_new": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:contact_edit": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:contact_new_save": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contact_save": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contact_remove": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:link_send": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:link_revoke": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:notes": _client(
        Capability.VIEW_CLIENT, "GET", "POST", data=lambda side: {"words": "Prima delle 10 no"}
    ),
    # Of one's own notes; somebody else's: tests/clients/test_notes.py.
    "clients:note": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:note_remove": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:note_restore": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:team": _client(
        Capability.MANAGE_CLIENTS,
        "GET",
        "POST",
        data=lambda side: {"member": side.colleague.pk, "role": "analyst"},
    ),
    "clients:contract": _client(Capability.MANAGE_MONEY),
    "clients:contract_new": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_edit": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_remove": _client(Capability.MANAGE_MONEY, "POST"),
    "clients:contract_invoice": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_rates": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:rates": _agency(Capability.MANAGE_MONEY, "GET", "POST", names_an_object=False),
    "clients:unassign": _client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:channels": _client(Capability.VIEW_CLIENT),
    "clients:prospect": _client(Capability.MANAGE_CLIENTS),
    "clients:prospect_read": _client(
        Capability.MANAGE_CLIENTS,
        "POST",
        data=lambda side: {"mastodon-account": f"{side.mark}@example.org"},
    ),
    "clients:prospect_look": _client(Capability.MANAGE_CLIENTS),
    "clients:offer_new": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:offer_edit": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:matters": _client(Capability.VIEW_CLIENT),
    "clients:matter_new": _client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"name": side.mark}
    ),
    "clients:matter_edit": _client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"name": side.mark}
    ),
    "clients:matter_remove": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:channel": _client(Capability.VIEW_CLIENT),
    "clients:channel_part": _client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"part": "lead"}
    ),
    "clients:channel_part_save": _client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"part": "lead"}
    ),
    "clients:connect": _client(Capability.CONNECT_CHANNELS),
    "clients:channel_by_hand": _client(
        Capability.CONNECT_CHANNELS, "GET", "POST", data=lambda side: {"account": side.mark}
    ),
    "clients:channel_keeper": _client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"keeper": ""}
    ),
    "clients:continue_by_hand": _client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:connect_network": _client(Capability.CONNECT_CHANNELS, "GET", "POST"),
    "clients:check": _client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:reconnect": _client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:reconnect_ask": _client(
        Capability.CONNECT_CHANNELS,
        "POST",
        data=lambda side: {"contact": str(side.contact.public_id)},
    ),
    "clients:reconnect_by_link": Rule(
        where="public", methods=("GET", "POST"), names_an_object=False, also=(410,)
    ),
    "clients:connect_ask": _client(
        Capability.CONNECT_CHANNELS,
        "POST",
        data=lambda side: {"network": "mastodon", "contact": str(side.contact.public_id)},
    ),
    "clients:connect_ask_end": _client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:connect_by_link": Rule(
        where="public", methods=("GET", "POST"), names_an_object=False, also=(410,)
    ),
    "clients:disconnect": _client(
        Capability.CONNECT_CHANNELS,
        "GET",
        "POST",
        data=lambda side: {"typed": side.channel.handle},
    ),
    "clients:brief": _client(Capability.VIEW_CLIENT),
    "clients:brief_versions": _client(Capability.VIEW_CLIENT),
    "clients:brief_edit": _client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"based_on": "0"}
    ),
    "clients:brief_approve": _client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"number": "1"}
    ),
    "clients:brief_interview": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:brief_interview_save": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:audiences": _client(Capability.VIEW_CLIENT),
    "clients:audience_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:audience_edit": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:audience_away": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:voice": _client(Capability.VIEW_CLIENT),
    "clients:voice_edit": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:rules": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.EDIT_STRATEGY
    ),
    "clients:rules_on": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:fit": _client(Capability.VIEW_CLIENT),
    "clients:fit_network": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:fit_look": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:fit_weights": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:fit_forget": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:sheets_told": _client(Capability.VIEW_CLIENT),
    "clients:network_sheets": Rule(where="member", names_an_object=False),
    # The network is nobody's: tests/clients/test_network_sheets.py has the other agency's sheets.
    "clients:network_sheet": Rule(
        where="agency",
        capability=Capability.VIEW_CLIENT,
        to_write=Capability.EDIT_STRATEGY,
        methods=("GET", "POST"),
        names_an_object=False,
    ),
    # Bound to state, session and member: tests/clients/test_connecting.py has the strangers.
    "clients:profiles": _client(Capability.VIEW_CLIENT),
    "clients:profile": _client(
        Capability.VIEW_CLIENT,
        "GET",
        "POST",
        to_write=Capability.EDIT_STRATEGY,
    ),
    "clients:profile_wake": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_closing": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_change_done": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_links": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.EDIT_STRATEGY
    ),
    "clients:link_page": Rule(where="public", names_an_object=False),
    "clients:link_page_follow": Rule(where="public", names_an_object=False),
    "clients:presence": _client(Capability.VIEW_CLIENT),
    "clients:presence_links": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint_end": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:moment_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:moment": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:moment_drop": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitors": _client(Capability.VIEW_CLIENT),
    "clients:competitor_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:competitors_week": _client(Capability.ENTER_FIGURES, "GET", "POST"),
    "clients:competitor": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:competitor_profile_add": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_look": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_profile_drop": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_stop": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:connect_return": Rule(where="member", names_an_object=False, also=(400,)),
    "clients:connect_confirm": Rule(
        where="member", methods=("GET", "POST"), names_an_object=False, also=(400,)
    ),
    "clients:all_meetings": Rule(where="member", names_an_object=False),
    "clients:meetings": _client(Capability.VIEW_CLIENT),
    "clients:meeting": _client(Capability.VIEW_CLIENT),
    "clients:meeting_notes": _client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"notes": "Detto", "edit_number": "1"}
    ),
    "clients:meeting_write": _client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"what": "point", "point-text": "Poi"}
    ),
    "clients:meeting_end": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:meeting_minutes": _client(Capability.EDIT_STRATEGY, "POST"),
    "clients:meeting_tick": _client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"is_done": "1"}
    ),
    "clients:task_hand_over": _client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"to": str(side.owner.public_id)}
    ),
    "clients:task": _client(Capability.EDIT_STRATEGY, "POST", data=lambda side: {"is_done": "1"}),
}

# The apps above add their addresses here.
EDITORIAL: dict[str, Rule] = {
    "editorial:supports": _client(Capability.WRITE_POSTS, "GET", "POST"),
    "editorial:supporting": _client(Capability.VIEW_CLIENT),
    "editorial:scheduled_on": _client(Capability.VIEW_CLIENT),
    "editorial:short_link": Rule(where="public"),
    "editorial:all_posts": Rule(where="member", names_an_object=False),
    "editorial:choose_client": Rule(where="member", names_an_object=False, also=(302,)),
    "editorial:hold_all": _agency(Capability.SCHEDULE_POSTS, "GET", "POST", names_an_object=False),
    "editorial:mentions": _client(Capability.VIEW_CLIENT),
    "editorial:dead_links": _client(Capability.VIEW_CLIENT),
    "editorial:dead_link_again": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:rules_met": _client(Capability.VIEW_CLIENT),
    "editorial:read_past": _client(Capability.ENTER_FIGURES, "POST"),
    "editorial:hold": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:releases": _client(Capability.VIEW_CLIENT),
    "editorial:release_new": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:release": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.SCHEDULE_POSTS
    ),
    "editorial:release_state": _client(Capability.VIEW_CLIENT),
    "editorial:release_edit": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:release_dissolve": _client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:recurrences": _client(Capability.VIEW_CLIENT),
    "editorial:recurrence": _client(Capability.VIEW_CLIENT),
    "editorial:recurrence_edit": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:recurrence_day": _client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"on": "2030-01-07", "deed": "skip"}
    ),
    "editorial:recurrence_end": _client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:recurrence_new": _client(Capability.SCHEDULE_POSTS, "GET", "POST", also=(302,)),
    "editorial:campaigns": _client(Capability.VIEW_CLIENT),
    "editorial:campaign_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:campaign_edit": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:campaign_end": _client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:campaign_post": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"post": str(side.post.public_id)}
    ),
    "editorial:pillars": _client(Capability.VIEW_CLIENT),
    "editorial:pillars_begin": _client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:pillar_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_close": _client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:pillar_series_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_series": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_series_close": _client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:posts": _client(Capability.VIEW_CLIENT),
    "editorial:library": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "editorial:uploads": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"name": "a.jpg", "size": "10"}
    ),
    # Bound to who began it: tests/editorial/test_resuming.py has the colleagues and the strangers.
    "editorial:upload": _client(Capability.WRITE_POSTS, also=(404,)),
    "editorial:upload_finish": _client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:upload_cancel": _client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:logo": _client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "editorial:asset": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "editorial:asset_state": _client(Capability.VIEW_CLIENT),
    "editorial:asset_remove": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:asset_restore": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:picture": _client(Capability.VIEW_CLIENT),
    "editorial:all_calendar": Rule(where="member", names_an_object=False),
    "editorial:calendar": _client(Capability.VIEW_CLIENT),
    "editorial:move": _client(
        Capability.WRITE_POSTS,
        "GET",
        "POST",
        data=lambda side: {"day": "2027-05-03", "clock": "18:15"},
    ),
    "editorial:new": _client(
        Capability.WRITE_POSTS, "GET", "POST", data=lambda side: {"text": "x"}
    ),
    "editorial:post": _client(Capability.VIEW_CLIENT),
    "editorial:edit": _client(
        Capability.WRITE_POSTS, "GET", "POST", data=lambda side: {"text": "x", "edit_number": 1}
    ),
    "editorial:autosave_new": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x"}
    ),
    "editorial:look": _client(Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x"}),
    "editorial:autosave": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x", "edit_number": 1}
    ),
    "editorial:revisions": _client(Capability.VIEW_CLIENT),
    "editorial:revision_restore": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"edit_number": 1}
    ),
    "editorial:copy": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:leave_so": _client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"deed": "tone:leave:avoid:x"}
    ),
    "editorial:archive": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:restore": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:schedule": _client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"day": "2027-05-03", "clock": "18:15"}
    ),
    "editorial:cancel": _client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:publish_now": _client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:correct": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:remove": _client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:amendment_take_back": _client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:amendment_decide": _client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"deed": "leave"}
    ),
    "editorial:all_approvals": Rule(where="member", names_an_object=False),
    "editorial:approvals": _client(Capability.VIEW_CLIENT),
    "editorial:ask_review": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:ask_client": _client(Capability.REVIEW_POSTS, "POST"),
    "editorial:review_decide": _client(
        Capability.REVIEW_POSTS, "POST", data=lambda side: {"decision": "approved", "seen": "x"}
    ),
    "editorial:review_voice": _client(Capability.REVIEW_POSTS, "GET", "POST"),
    "editorial:review_remind": _client(Capability.REVIEW_POSTS, "POST"),
    # Only a wish of the client: tests/editorial/test_wishes.py.
    "editorial:suggestion_use": _client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:wish_answer": _client(Capability.REVIEW_POSTS, "POST", also=(404,)),
    "editorial:review_withdraw": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:review_put_back": _client(Capability.WRITE_POSTS, "POST"),
    "editorial:certificate": _client(Capability.VIEW_CLIENT),
    "editorial:certified": _client(Capability.VIEW_CLIENT),
    "editorial:state": _client(Capability.VIEW_CLIENT),
    "editorial:all_by_hand": Rule(where="member", names_an_object=False),
    "editorial:by_hand": _client(
        Capability.VIEW_CLIENT,
        "GET",
        "POST",
        to_write=Capability.PUBLISH_BY_HAND,
        data=lambda side: {"done-has_no_address": "on"},
    ),
    "editorial:by_hand_not_done": _client(
        Capability.PUBLISH_BY_HAND, "POST", data=lambda side: {"not-why": "client"}
    ),
    "editorial:by_hand_later": _client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"day": "2027-05-03", "clock": "18:15"}
    ),
    # Only a picture of the delivery: tests/editorial/test_by_hand.py has one.
    "editorial:by_hand_file": _client(Capability.VIEW_CLIENT, also=(404,)),
    "editorial:settle": _client(
        Capability.SCHEDULE_POSTS,
        "POST",
        data=lambda side: {f"d-{side.delivery.public_id.hex}-deed": "drop"},
    ),
}
COMMUNITY: dict[str, Rule] = {
    "community:all_inbox": Rule(where="member", names_an_object=False),
    "community:all_talk": _client(Capability.VIEW_CLIENT),
    "community:inbox": _client(Capability.VIEW_CLIENT),
    "community:inbox_words": _client(Capability.VIEW_CLIENT),
    "community:inbox_heard": _client(Capability.ANSWER, "GET", "POST"),
    "community:inbox_promise": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "community:inbox_talk": _client(Capability.VIEW_CLIENT),
    "community:inbox_act": _client(
        Capability.ANSWER, "POST", data=lambda side: {"deed": "not_needed"}
    ),
    "community:answer_look": _client(Capability.ANSWER, "POST"),
}
_READ_AND_SHARE = Rule(
    where="client",
    capability=Capability.VIEW_RESULTS,
    to_write=Capability.SHARE_REPORTS,
    methods=("GET", "POST"),
)
ANALYTICS: dict[str, Rule] = {
    "analytics:compared": _client(Capability.VIEW_RESULTS),
    "analytics:results": _client(Capability.VIEW_RESULTS),
    "analytics:results_csv": _client(Capability.VIEW_RESULTS),
    "analytics:network_medians": Rule(where="member", names_an_object=False),
    "analytics:quality": _client(Capability.VIEW_RESULTS),
    "analytics:agency": Rule(where="member", names_an_object=False),
    "analytics:agency_csv": Rule(where="member", names_an_object=False),
    "analytics:all_hours": _agency(Capability.LOG_TIME, "GET", "POST", names_an_object=False),
    "analytics:budget": _client(Capability.VIEW_CLIENT, "GET", "POST"),
    "analytics:month_meter": _client(Capability.VIEW_CLIENT),
    "analytics:pieces_told": _client(Capability.VIEW_CLIENT),
    "analytics:budget_pieces": _client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "analytics:budget_money": _client(Capability.MANAGE_MONEY),
    "analytics:budget_cost": _client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_boost": _client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_boosts": _client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_extra": _client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_change": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "analytics:budget_settle": _client(
        Capability.MANAGE_MONEY, "POST", data=lambda side: {"deed": "withdraw"}
    ),
    "analytics:statements": _client(Capability.MANAGE_MONEY),
    "analytics:statement": _client(Capability.MANAGE_MONEY),
    "analytics:statement_pdf": _client(Capability.MANAGE_MONEY),
    "analytics:statement_xlsx": _client(Capability.MANAGE_MONEY),
    "analytics:statement_of_month": _client(Capability.MANAGE_MONEY, "GET", "POST"),
    "analytics:timesheet_pdf": _client(Capability.MANAGE_MONEY),
    "analytics:surprises": Rule(where="member", names_an_object=False),
    "analytics:hours_ending": _agency(Capability.MANAGE_MONEY, names_an_object=False),
    "analytics:hours_add": _agency(Capability.LOG_TIME, "POST", names_an_object=False),
    # Without a deed it does nothing: tests/analytics/test_hours.py has the others.
    "analytics:hours_timer": _agency(Capability.LOG_TIME, "POST", names_an_object=False),
    "analytics:hours_week": _agency(Capability.LOG_TIME, "GET", "POST", names_an_object=False),
    # One's own: everybody else's is not there.
    "analytics:hours_entry": _agency(Capability.LOG_TIME, "POST", also=(404,)),
    "analytics:behind": _client(Capability.VIEW_RESULTS),
    "analytics:post": _client(Capability.VIEW_RESULTS),
    "analytics:figures": _client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"on": _today(side), "likes": "3"},
    ),
    "analytics:channel_figures": _client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"on": _today(side), "followers": "3"},
    ),
    "analytics:import_posts": _client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"on": _today(side), "rows": "date,text\n2025-03-04,x", "deed": "import"},
    ),
    "analytics:first_audit": _client(Capability.VIEW_RESULTS),
    "analytics:handover_make": _client(Capability.MANAGE_CLIENTS, "POST"),
    # One that is made: tests/analytics/test_handovers.py.
    "analytics:handover_file": _client(Capability.MANAGE_CLIENTS, also=(404,)),
    "analytics:campaign": _client(Capability.VIEW_CLIENT),
    "analytics:goals": _client(Capability.VIEW_RESULTS),
    "analytics:goals_short": _client(Capability.VIEW_RESULTS),
    "analytics:goal_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal": _client(Capability.VIEW_RESULTS),
    "analytics:goal_edit": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_close": _client(Capability.EDIT_STRATEGY, "POST"),
    "analytics:goal_sources": _client(Capability.VIEW_RESULTS),
    "analytics:goal_source_new": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_source": _client(
        Capability.VIEW_RESULTS,
        "GET",
        "POST",
        to_write=Capability.ENTER_FIGURES,
        data=lambda side: {"on": _today(side), "value": "3"},
    ),
    "analytics:goal_source_edit": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_source_import": _client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"rows": "date,value\n2025-03-04,3", "deed": "import"},
    ),
    "analytics:goal_source_token": _client(Capability.EDIT_STRATEGY, "POST"),
    "analytics:goal_source_take_back": _client(Capability.ENTER_FIGURES, "POST"),
    # The token is the key: tests/analytics/test_external_figures.py has what it opens.
    "analytics:figures_in": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(400,)
    ),
    "analytics:reports": _READ_AND_SHARE,
    "analytics:report": _READ_AND_SHARE,
    "analytics:report_send": _client(
        Capability.SHARE_REPORTS, "POST", data=lambda side: {"contacts": [side.contact.public_id]}
    ),
    "analytics:report_pdf": _READ_AND_SHARE,
    "analytics:report_link": _client(Capability.SHARE_REPORTS, "POST"),
    "analytics:report_link_revoke": _client(Capability.SHARE_REPORTS, "POST"),
    "analytics:shared_report": Rule(where="public", names_an_object=False),
    "analytics:shared_seen": Rule(where="public", methods=("POST",), names_an_object=False),
    # Only while it is the logo: tests/editorial/test_logos.py.
    "analytics:shared_logo": Rule(where="public", names_an_object=False, also=(404,)),
    "analytics:shared_pdf": Rule(where="public", names_an_object=False),
}
DESK: dict[str, Rule] = {
    "desk:today": Rule(where="member", names_an_object=False),
    "desk:due": Rule(where="member", names_an_object=False),
    # One's own and nobody else's: tests/desk/test_put_off.py has another's.
    "desk:put_off": Rule(where="member", methods=("POST",), names_an_object=False),
    "desk:ways_to_put_off": Rule(where="member", names_an_object=False),
    "desk:whose": Rule(where="member", methods=("POST",), names_an_object=False),
    # Whose absence it is stands in the body: tests/desk/test_absences.py has the other agency's.
    "desk:absences": Rule(where="member", methods=("GET", "POST"), names_an_object=False),
    "desk:clients": Rule(where="member", names_an_object=False),
    "desk:overview": _client(Capability.VIEW_CLIENT),
    "desk:fit_evidence": _client(Capability.EDIT_STRATEGY),
    "desk:dates_table": _client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "desk:begin": _client(Capability.VIEW_CLIENT, "GET", "POST"),
    "desk:offer_act": _client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"deed": "withdraw"}
    ),
    "desk:begin_save": _client(Capability.EDIT_STRATEGY, "POST"),
    "desk:standing": _client(
        Capability.MANAGE_CLIENTS, "GET", "POST", data=lambda side: {"deed": "take_back"}
    ),
    "desk:leaving_tick": _client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"what": "ads", "done": "1"}
    ),
    "desk:walk": Rule(where="member", names_an_object=False),
    "desk:meeting_begin": _client(Capability.EDIT_STRATEGY, "POST"),
    "desk:walk_notes": _client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"notes": "Detto", "edit_number": "0"}
    ),
}
# The link is the key: tests/portal has who may do what behind it.
PORTAL: dict[str, Rule] = {
    "portal:enter": Rule(where="public", methods=("GET", "POST"), names_an_object=False),
    "portal:decide": Rule(where="public", names_an_object=False),
    "portal:speak": Rule(
        where="public",
        methods=("POST",),
        names_an_object=False,
        data=lambda side: {"language": "it"},
    ),
    "portal:seen": Rule(where="public", methods=("POST",), names_an_object=False),
    "portal:approve": Rule(where="public", methods=("POST",), names_an_object=False, also=(409,)),
    "portal:ask_changes": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(409,)
    ),
    "portal:all_listed": Rule(where="public", names_an_object=False),
    "portal:approve_all": Rule(where="public", methods=("POST",), names_an_object=False),
    # Only pictures the client was asked about: tests/portal/test_pictures.py.
    "portal:picture": Rule(where="public", names_an_object=False, also=(404,)),
    # Only while it is the logo: tests/editorial/test_logos.py.
    "portal:logo": Rule(where="public", names_an_object=False, also=(404,)),
    "portal:offer": Rule(where="public", names_an_object=False, also=(404,)),
    "portal:offer_answer": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(404, 409)
    ),
    # Only channels of the client: tests/portal/test_profiles.py.
    "portal:profile": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(404, 422)
    ),
    "portal:extra": Rule(where="public", methods=("POST",), names_an_object=False),
    # Only what this client approved: tests/portal/test_certificates.py.
    "portal:certificate": Rule(where="public", names_an_object=False, also=(404,)),
    "portal:certified": Rule(where="public", names_an_object=False, also=(404,)),
    # Only tasks of the client: tests/clients/test_meetings.py.
    "portal:task_done": Rule(where="public", methods=("POST",), names_an_object=False, also=(404,)),
    "portal:figures": Rule(where="public", names_an_object=False),
    # Only sources that are asked of the client: tests/portal/test_figures.py.
    "portal:figure": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(404, 422)
    ),
    "portal:calendar": Rule(where="public", names_an_object=False),
    "portal:published": Rule(where="public", names_an_object=False),
    "portal:reports": Rule(where="public", names_an_object=False),
    "portal:report": Rule(where="public", names_an_object=False),
}

TABLE: dict[str, Rule] = {
    **SMM, **PEOPLE, **CLIENTS, **EDITORIAL, **COMMUNITY, **ANALYTICS, **DESK, **PORTAL,
}  # fmt: skip

# (address or pattern of addresses, part of it) -> its value on one side; the first that fits.
FACTORIES: dict[tuple[str, str], Callable[[Side], Any]] = {
    ("*", "slug"): lambda side: side.client.slug,
    ("people:invitation_*", "public_id"): lambda side: side.invitation.public_id,
    ("people:member_edit", "public_id"): lambda side: side.colleague.public_id,
    ("people:join", "token"): lambda side: make.token_of(side.invitation),
    ("clients:note*", "public_id"): lambda side: side.note.public_id,
    ("clients:contact_*", "public_id"): lambda side: side.contact.public_id,
    ("clients:audience*", "public_id"): lambda side: side.audience.public_id,
    ("clients:unassign", "public_id"): lambda side: side.colleague.public_id,
    ("clients:connect_confirm", "public_id"): lambda side: side.channel.public_id,
    ("clients:offer*", "public_id"): lambda side: side.offer.public_id,
    ("clients:prospect_look", "public_id"): lambda side: side.sighting.public_id,
    ("clients:prospect_read", "network"): lambda side: "mastodon",
    ("desk:offer*", "public_id"): lambda side: side.offer.public_id,
    ("portal:offer*", "public_id"): lambda side: side.offer.public_id,
    ("editorial:scheduled_on", "public_id"): lambda side: side.channel.public_id,
    ("editorial:dead_link_again", "public_id"): lambda side: side.dead_link.public_id,
    ("clients:matter*", "section"): lambda side: "stages",
    ("desk:dates_table", "section"): lambda side: "acts",
    ("clients:matter*", "public_id"): lambda side: side.stage.public_id,
    ("clients:reconnect_by_link", "token"): lambda side: "none",
    ("clients:connect_by_link", "token"): lambda side: "none",
    ("clients:connect_ask_end", "public_id"): lambda side: side.connect_link.public_id,
    ("clients:link_send", "public_id"): lambda side: side.contact.public_id,
    ("clients:link_revoke", "link_id"): lambda side: side.portal_link[0].public_id,
    ("clients:profile_change_done", "task_id"): lambda side: side.profile_task.public_id,
    ("clients:link_page*", "code"): lambda side: side.page_link.page.code,
    ("clients:link_page_follow", "link_id"): lambda side: side.page_link.public_id,
    ("clients:touchpoint*", "public_id"): lambda side: side.moment.touchpoint.public_id,
    ("clients:moment*", "moment_id"): lambda side: side.moment.public_id,
    ("clients:competitor*", "public_id"): lambda side: side.competitor.public_id,
    ("clients:competitor*", "profile_id"): lambda side: side.competitor.profiles.all()[0].public_id,
    ("clients:contract_*", "public_id"): lambda side: side.contract.public_id,
    ("clients:meeting_tick", "public_id"): lambda side: side.meeting.points.get().public_id,
    ("clients:meeting*", "public_id"): lambda side: side.meeting.public_id,
    ("clients:task*", "public_id"): lambda side: side.meeting.tasks.get().public_id,
    ("clients:*", "public_id"): lambda side: side.channel.public_id,
    ("clients:fit*", "network"): lambda side: "instagram",
    ("desk:fit*", "network"): lambda side: "instagram",
    ("clients:network_sheet", "network"): lambda side: "instagram",
    ("clients:connect_network", "network"): lambda side: "mastodon",
    ("clients:channel_by_hand", "network"): lambda side: "instagram",
    ("analytics:figures", "public_id"): lambda side: side.publication.public_id,
    ("analytics:channel_figures", "public_id"): lambda side: side.channel.public_id,
    ("analytics:import_posts", "public_id"): lambda side: side.channel.public_id,
    ("analytics:post", "public_id"): lambda side: side.publication.public_id,
    ("portal:*", "token"): lambda side: side.portal_link[1],
    ("portal:picture", "public_id"): lambda side: uuid7(),
    ("portal:task_done", "public_id"): lambda side: uuid7(),
    ("portal:logo", "public_id"): lambda side: uuid7(),
    ("portal:figure", "public_id"): lambda side: uuid7(),
    ("portal:report", "public_id"): lambda side: side.report_link[0].report.public_id,
    ("analytics:statement_of_month", "month"): lambda side: f"{_today(side)[:7]}",
    ("analytics:timesheet_pdf", "month"): lambda side: f"{_today(side)[:7]}",
    ("analytics:statement*", "public_id"): lambda side: side.statement.public_id,
    ("analytics:budget_change", "kind"): lambda side: "cost",
    ("analytics:budget_change", "public_id"): lambda side: side.cost.public_id,
    ("analytics:budget_settle", "kind"): lambda side: "extra",
    ("analytics:budget_settle", "public_id"): lambda side: side.extra.public_id,
    ("portal:profile", "public_id"): lambda side: side.channel.public_id,
    ("portal:extra", "public_id"): lambda side: side.extra.public_id,
    ("analytics:hours_entry", "public_id"): lambda side: side.hours.public_id,
    ("analytics:handover_file", "form"): lambda side: "pdf",
    ("analytics:handover_file", "public_id"): lambda side: uuid7(),
    ("analytics:goal_source_take_back", "figure_id"): lambda side: side.external_figure.pk,
    ("analytics:goal_source*", "public_id"): lambda side: side.figure_source.public_id,
    ("analytics:goal*", "public_id"): lambda side: side.goal.public_id,
    ("analytics:figures_in", "token"): lambda side: side.figure_token,
    ("analytics:shared_logo", "public_id"): lambda side: uuid7(),
    ("analytics:campaign", "public_id"): lambda side: side.campaign.public_id,
    ("analytics:*", "public_id"): lambda side: side.report_link[0].report.public_id,
    ("analytics:*", "link_id"): lambda side: side.report_link[0].public_id,
    ("analytics:shared_*", "token"): lambda side: side.report_link[1],
    ("community:*", "public_id"): lambda side: side.conversation.public_id,
    ("kept_message", "pk"): lambda side: 1,
    ("people:notice", "pk"): lambda side: 1,
    ("editorial:certif*", "public_id"): lambda side: side.approval.post.public_id,
    ("editorial:certif*", "review_id"): lambda side: side.approval.public_id,
    ("portal:certif*", "public_id"): lambda side: side.approval.public_id,
    ("editorial:state", "public_id"): lambda side: side.delivery.post.public_id,
    ("editorial:by_hand*", "public_id"): lambda side: side.errand.post.public_id,
    ("editorial:by_hand*", "delivery_id"): lambda side: side.errand.public_id,
    ("editorial:by_hand_file", "position"): lambda side: 0,
    ("editorial:settle", "public_id"): lambda side: side.delivery.post.public_id,
    ("editorial:amendment*", "public_id"): lambda side: side.amendment.post.public_id,
    ("editorial:amendment*", "delivery_id"): lambda side: side.delivery.public_id,
    ("editorial:amendment*", "amendment_id"): lambda side: side.amendment.public_id,
    ("editorial:upload*", "public_id"): lambda side: uuid7(),
    ("editorial:asset*", "public_id"): lambda side: side.asset.public_id,
    ("editorial:picture", "public_id"): lambda side: side.asset.public_id,
    ("editorial:picture", "purpose"): lambda side: "thumb",
    ("editorial:short_link", "code"): lambda side: side.short_code,
    ("editorial:revision_restore", "number"): lambda side: side.revision_number,
    ("editorial:read_past", "public_id"): lambda side: side.channel.public_id,
    ("editorial:pillar_series_new", "public_id"): lambda side: side.pillar.public_id,
    ("editorial:pillar_series*", "public_id"): lambda side: side.series.public_id,
    ("editorial:campaign*", "public_id"): lambda side: side.campaign.public_id,
    ("editorial:pillar*", "public_id"): lambda side: side.pillar.public_id,
    ("editorial:release*", "public_id"): lambda side: side.release.public_id,
    ("editorial:recurrence_new", "public_id"): lambda side: side.post.public_id,
    ("editorial:recurrence*", "public_id"): lambda side: side.recurrence.public_id,
    ("editorial:*", "public_id"): lambda side: side.post.public_id,
    ("editorial:*", "delivery_id"): lambda side: side.delivery.public_id,
}
