"""Who may open the addresses that are no client's: the front, the shell, people and their agency."""

from __future__ import annotations

from people.roles import Capability
from tests.architecture.access.rules import Rule, in_agency

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
    "remove_demo": in_agency(
        Capability.MANAGE_AGENCY, "GET", "POST", names_an_object=False, also=(404,)
    ),
}

PEOPLE: dict[str, Rule] = {
    "people:team": Rule(where="member", names_an_object=False),
    "people:invite": in_agency(
        Capability.MANAGE_AGENCY,
        "POST",
        names_an_object=False,
        data=lambda side: {"email": "new@example.org", "role": "editor"},
    ),
    "people:invitation_revoke": in_agency(Capability.MANAGE_AGENCY, "POST"),
    "people:invitation_resend": in_agency(Capability.MANAGE_AGENCY, "POST"),
    "people:member_edit": in_agency(
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
