"""Who may open conversations, results, money and reports."""

from __future__ import annotations

from people.roles import Capability
from tests.architecture.access.rules import Rule, in_agency, on_client, today_of

COMMUNITY: dict[str, Rule] = {
    "community:all_inbox": Rule(where="member", names_an_object=False),
    "community:all_talk": on_client(Capability.VIEW_CLIENT),
    "community:inbox": on_client(Capability.VIEW_CLIENT),
    "community:inbox_words": on_client(Capability.VIEW_CLIENT),
    "community:inbox_heard": on_client(Capability.ANSWER, "GET", "POST"),
    "community:inbox_promise": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "community:inbox_talk": on_client(Capability.VIEW_CLIENT),
    "community:inbox_act": on_client(
        Capability.ANSWER, "POST", data=lambda side: {"deed": "not_needed"}
    ),
    "community:answer_look": on_client(Capability.ANSWER, "POST"),
}

_READ_AND_SHARE = Rule(
    where="client",
    capability=Capability.VIEW_RESULTS,
    to_write=Capability.SHARE_REPORTS,
    methods=("GET", "POST"),
)
ANALYTICS: dict[str, Rule] = {
    "analytics:compared": on_client(Capability.VIEW_RESULTS),
    "analytics:results": on_client(Capability.VIEW_RESULTS),
    "analytics:results_csv": on_client(Capability.VIEW_RESULTS),
    "analytics:network_medians": Rule(where="member", names_an_object=False),
    "analytics:quality": on_client(Capability.VIEW_RESULTS),
    "analytics:agency": Rule(where="member", names_an_object=False),
    "analytics:agency_csv": Rule(where="member", names_an_object=False),
    "analytics:all_hours": in_agency(Capability.LOG_TIME, "GET", "POST", names_an_object=False),
    "analytics:budget": on_client(Capability.VIEW_CLIENT, "GET", "POST"),
    "analytics:month_meter": on_client(Capability.VIEW_CLIENT),
    "analytics:pieces_told": on_client(Capability.VIEW_CLIENT),
    "analytics:budget_pieces": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.WRITE_POSTS
    ),
    "analytics:budget_money": on_client(Capability.MANAGE_MONEY),
    "analytics:budget_cost": on_client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_boost": on_client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_boosts": on_client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_extra": on_client(Capability.MANAGE_MONEY, "POST"),
    "analytics:budget_change": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "analytics:budget_settle": on_client(
        Capability.MANAGE_MONEY, "POST", data=lambda side: {"deed": "withdraw"}
    ),
    "analytics:statements": on_client(Capability.MANAGE_MONEY),
    "analytics:statement": on_client(Capability.MANAGE_MONEY),
    "analytics:statement_pdf": on_client(Capability.MANAGE_MONEY),
    "analytics:statement_xlsx": on_client(Capability.MANAGE_MONEY),
    "analytics:statement_of_month": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "analytics:timesheet_pdf": on_client(Capability.MANAGE_MONEY),
    "analytics:surprises": Rule(where="member", names_an_object=False),
    "analytics:hours_ending": in_agency(Capability.MANAGE_MONEY, names_an_object=False),
    "analytics:hours_add": in_agency(Capability.LOG_TIME, "POST", names_an_object=False),
    # Without a deed it does nothing: tests/analytics/test_hours.py has the others.
    "analytics:hours_timer": in_agency(Capability.LOG_TIME, "POST", names_an_object=False),
    "analytics:hours_week": in_agency(Capability.LOG_TIME, "GET", "POST", names_an_object=False),
    # One's own: everybody else's is not there.
    "analytics:hours_entry": in_agency(Capability.LOG_TIME, "POST", also=(404,)),
    "analytics:behind": on_client(Capability.VIEW_RESULTS),
    "analytics:post": on_client(Capability.VIEW_RESULTS),
    "analytics:figures": on_client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"on": today_of(side), "likes": "3"},
    ),
    "analytics:channel_figures": on_client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"on": today_of(side), "followers": "3"},
    ),
    "analytics:import_posts": on_client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {
            "on": today_of(side),
            "rows": "date,text\n2025-03-04,x",
            "deed": "import",
        },
    ),
    "analytics:first_audit": on_client(Capability.VIEW_RESULTS),
    "analytics:handover_make": on_client(Capability.MANAGE_CLIENTS, "POST"),
    # One that is made: tests/analytics/test_handovers.py.
    "analytics:handover_file": on_client(Capability.MANAGE_CLIENTS, also=(404,)),
    "analytics:campaign": on_client(Capability.VIEW_CLIENT),
    "analytics:goals": on_client(Capability.VIEW_RESULTS),
    "analytics:goals_short": on_client(Capability.VIEW_RESULTS),
    "analytics:goal_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal": on_client(Capability.VIEW_RESULTS),
    "analytics:goal_edit": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_close": on_client(Capability.EDIT_STRATEGY, "POST"),
    "analytics:goal_sources": on_client(Capability.VIEW_RESULTS),
    "analytics:goal_source_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_source": on_client(
        Capability.VIEW_RESULTS,
        "GET",
        "POST",
        to_write=Capability.ENTER_FIGURES,
        data=lambda side: {"on": today_of(side), "value": "3"},
    ),
    "analytics:goal_source_edit": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "analytics:goal_source_import": on_client(
        Capability.ENTER_FIGURES,
        "GET",
        "POST",
        data=lambda side: {"rows": "date,value\n2025-03-04,3", "deed": "import"},
    ),
    "analytics:goal_source_token": on_client(Capability.EDIT_STRATEGY, "POST"),
    "analytics:goal_source_take_back": on_client(Capability.ENTER_FIGURES, "POST"),
    # The token is the key: tests/analytics/test_external_figures.py has what it opens.
    "analytics:figures_in": Rule(
        where="public", methods=("POST",), names_an_object=False, also=(400,)
    ),
    "analytics:reports": _READ_AND_SHARE,
    "analytics:report": _READ_AND_SHARE,
    "analytics:report_send": on_client(
        Capability.SHARE_REPORTS, "POST", data=lambda side: {"contacts": [side.contact.public_id]}
    ),
    "analytics:report_pdf": _READ_AND_SHARE,
    "analytics:report_link": on_client(Capability.SHARE_REPORTS, "POST"),
    "analytics:report_link_revoke": on_client(Capability.SHARE_REPORTS, "POST"),
    "analytics:shared_report": Rule(where="public", names_an_object=False),
    "analytics:shared_seen": Rule(where="public", methods=("POST",), names_an_object=False),
    # Only while it is the logo: tests/editorial/test_logos.py.
    "analytics:shared_logo": Rule(where="public", names_an_object=False, also=(404,)),
    "analytics:shared_pdf": Rule(where="public", names_an_object=False),
}
