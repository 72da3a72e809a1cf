"""Who may open Today and a client's overview; and the client's own pages."""

from __future__ import annotations

from people.roles import Capability
from tests.architecture.access.rules import Rule, on_client

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
    "desk:overview": on_client(Capability.VIEW_CLIENT),
    "desk:fit_evidence": on_client(Capability.EDIT_STRATEGY),
    "desk:dates_table": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "desk:begin": on_client(Capability.VIEW_CLIENT, "GET", "POST"),
    "desk:offer_act": on_client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"deed": "withdraw"}
    ),
    "desk:begin_save": on_client(Capability.EDIT_STRATEGY, "POST"),
    "desk:standing": on_client(
        Capability.MANAGE_CLIENTS, "GET", "POST", data=lambda side: {"deed": "take_back"}
    ),
    "desk:leaving_tick": on_client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"what": "ads", "done": "1"}
    ),
    "desk:walk": Rule(where="member", names_an_object=False),
    "desk:meeting_begin": on_client(Capability.EDIT_STRATEGY, "POST"),
    "desk:walk_notes": on_client(
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
