"""Who may open posts, their reviews and their exits."""

from __future__ import annotations

from people.roles import Capability
from tests.architecture.access.rules import Rule, in_agency, on_client

EDITORIAL: dict[str, Rule] = {
    "editorial:supports": on_client(Capability.WRITE_POSTS, "GET", "POST"),
    "editorial:supporting": on_client(Capability.VIEW_CLIENT),
    "editorial:scheduled_on": on_client(Capability.VIEW_CLIENT),
    "editorial:short_link": Rule(where="public"),
    "editorial:all_posts": Rule(where="member", names_an_object=False),
    "editorial:choose_client": Rule(where="member", names_an_object=False, also=(302,)),
    "editorial:hold_all": in_agency(
        Capability.SCHEDULE_POSTS, "GET", "POST", names_an_object=False
    ),
    "editorial:mentions": on_client(Capability.VIEW_CLIENT),
    "editorial:dead_links": on_client(Capability.VIEW_CLIENT),
    "editorial:dead_link_again": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:rules_met": on_client(Capability.VIEW_CLIENT),
    "editorial:read_past": on_client(Capability.ENTER_FIGURES, "POST"),
    "editorial:hold": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:releases": on_client(Capability.VIEW_CLIENT),
    "editorial:release_new": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:release": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.SCHEDULE_POSTS
    ),
    "editorial:release_state": on_client(Capability.VIEW_CLIENT),
    "editorial:release_edit": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:release_dissolve": on_client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:recurrences": on_client(Capability.VIEW_CLIENT),
    "editorial:recurrence": on_client(Capability.VIEW_CLIENT),
    "editorial:recurrence_edit": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:recurrence_day": on_client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"on": "2030-01-07", "deed": "skip"}
    ),
    "editorial:recurrence_end": on_client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:recurrence_new": on_client(Capability.SCHEDULE_POSTS, "GET", "POST", also=(302,)),
    "editorial:campaigns": on_client(Capability.VIEW_CLIENT),
    "editorial:campaign_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:campaign_edit": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:campaign_end": on_client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:campaign_post": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"post": str(side.post.public_id)}
    ),
    "editorial:pillars": on_client(Capability.VIEW_CLIENT),
    "editorial:pillars_begin": on_client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:pillar_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_close": on_client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:pillar_series_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_series": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "editorial:pillar_series_close": on_client(Capability.EDIT_STRATEGY, "POST"),
    "editorial:posts": on_client(Capability.VIEW_CLIENT),
    "editorial:library": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "editorial:uploads": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"name": "a.jpg", "size": "10"}
    ),
    # Bound to who began it: tests/editorial/test_resuming.py has the colleagues and the strangers.
    "editorial:upload": on_client(Capability.WRITE_POSTS, also=(404,)),
    "editorial:upload_finish": on_client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:upload_cancel": on_client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:logo": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "editorial:asset": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "editorial:asset_state": on_client(Capability.VIEW_CLIENT),
    "editorial:asset_remove": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:asset_restore": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:picture": on_client(Capability.VIEW_CLIENT),
    "editorial:all_calendar": Rule(where="member", names_an_object=False),
    "editorial:calendar": on_client(Capability.VIEW_CLIENT),
    "editorial:move": on_client(
        Capability.WRITE_POSTS,
        "GET",
        "POST",
        data=lambda side: {"day": "2027-05-03", "clock": "18:15"},
    ),
    "editorial:new": on_client(
        Capability.WRITE_POSTS, "GET", "POST", data=lambda side: {"text": "x"}
    ),
    "editorial:post": on_client(Capability.VIEW_CLIENT),
    "editorial:edit": on_client(
        Capability.WRITE_POSTS, "GET", "POST", data=lambda side: {"text": "x", "edit_number": 1}
    ),
    "editorial:autosave_new": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x"}
    ),
    "editorial:look": on_client(Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x"}),
    "editorial:autosave": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"text": "x", "edit_number": 1}
    ),
    "editorial:revisions": on_client(Capability.VIEW_CLIENT),
    "editorial:revision_restore": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"edit_number": 1}
    ),
    "editorial:copy": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:leave_so": on_client(
        Capability.WRITE_POSTS, "POST", data=lambda side: {"deed": "tone:leave:avoid:x"}
    ),
    "editorial:archive": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:restore": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:schedule": on_client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"day": "2027-05-03", "clock": "18:15"}
    ),
    "editorial:cancel": on_client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:publish_now": on_client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:correct": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:remove": on_client(Capability.SCHEDULE_POSTS, "GET", "POST"),
    "editorial:amendment_take_back": on_client(Capability.SCHEDULE_POSTS, "POST"),
    "editorial:amendment_decide": on_client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"deed": "leave"}
    ),
    "editorial:all_approvals": Rule(where="member", names_an_object=False),
    "editorial:approvals": on_client(Capability.VIEW_CLIENT),
    "editorial:ask_review": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:ask_client": on_client(Capability.REVIEW_POSTS, "POST"),
    "editorial:review_decide": on_client(
        Capability.REVIEW_POSTS, "POST", data=lambda side: {"decision": "approved", "seen": "x"}
    ),
    "editorial:review_voice": on_client(Capability.REVIEW_POSTS, "GET", "POST"),
    "editorial:review_remind": on_client(Capability.REVIEW_POSTS, "POST"),
    # Only a wish of the client: tests/editorial/test_wishes.py.
    "editorial:suggestion_use": on_client(Capability.WRITE_POSTS, "POST", also=(404,)),
    "editorial:wish_answer": on_client(Capability.REVIEW_POSTS, "POST", also=(404,)),
    "editorial:review_withdraw": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:review_put_back": on_client(Capability.WRITE_POSTS, "POST"),
    "editorial:certificate": on_client(Capability.VIEW_CLIENT),
    "editorial:certified": on_client(Capability.VIEW_CLIENT),
    "editorial:state": on_client(Capability.VIEW_CLIENT),
    "editorial:all_by_hand": Rule(where="member", names_an_object=False),
    "editorial:by_hand": on_client(
        Capability.VIEW_CLIENT,
        "GET",
        "POST",
        to_write=Capability.PUBLISH_BY_HAND,
        data=lambda side: {"done-has_no_address": "on"},
    ),
    "editorial:by_hand_not_done": on_client(
        Capability.PUBLISH_BY_HAND, "POST", data=lambda side: {"not-why": "client"}
    ),
    "editorial:by_hand_later": on_client(
        Capability.SCHEDULE_POSTS, "POST", data=lambda side: {"day": "2027-05-03", "clock": "18:15"}
    ),
    # Only a picture of the delivery: tests/editorial/test_by_hand.py has one.
    "editorial:by_hand_file": on_client(Capability.VIEW_CLIENT, also=(404,)),
    "editorial:settle": on_client(
        Capability.SCHEDULE_POSTS,
        "POST",
        data=lambda side: {f"d-{side.delivery.public_id.hex}-deed": "drop"},
    ),
}
