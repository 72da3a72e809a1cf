"""Who may open what the agency knows of a client."""

from __future__ import annotations

from people.roles import Capability
from tests.architecture.access.rules import Rule, in_agency, on_client

CLIENTS: dict[str, Rule] = {
    "clients:new": in_agency(Capability.MANAGE_CLIENTS, "GET", "POST", names_an_object=False),
    "clients:edit": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:edit_save": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contacts": on_client(Capability.VIEW_CLIENT),
    "clients:contact_new": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:contact_edit": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:contact_new_save": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contact_save": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:contact_remove": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:link_send": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:link_revoke": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:notes": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", data=lambda side: {"words": "Prima delle 10 no"}
    ),
    # Of one's own notes; somebody else's: tests/clients/test_notes.py.
    "clients:note": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:note_remove": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:note_restore": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:team": on_client(
        Capability.MANAGE_CLIENTS,
        "GET",
        "POST",
        data=lambda side: {"member": side.colleague.pk, "role": "analyst"},
    ),
    "clients:contract": on_client(Capability.MANAGE_MONEY),
    "clients:contract_new": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_edit": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_remove": on_client(Capability.MANAGE_MONEY, "POST"),
    "clients:contract_invoice": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:contract_rates": on_client(Capability.MANAGE_MONEY, "GET", "POST"),
    "clients:rates": in_agency(Capability.MANAGE_MONEY, "GET", "POST", names_an_object=False),
    "clients:unassign": on_client(Capability.MANAGE_CLIENTS, "POST"),
    "clients:channels": on_client(Capability.VIEW_CLIENT),
    "clients:prospect": on_client(Capability.MANAGE_CLIENTS),
    "clients:prospect_read": on_client(
        Capability.MANAGE_CLIENTS,
        "POST",
        data=lambda side: {"mastodon-account": f"{side.mark}@example.org"},
    ),
    "clients:prospect_look": on_client(Capability.MANAGE_CLIENTS),
    "clients:offer_new": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:offer_edit": on_client(Capability.MANAGE_CLIENTS, "GET", "POST"),
    "clients:matters": on_client(Capability.VIEW_CLIENT),
    "clients:matter_new": on_client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"name": side.mark}
    ),
    "clients:matter_edit": on_client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"name": side.mark}
    ),
    "clients:matter_remove": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:channel": on_client(Capability.VIEW_CLIENT),
    "clients:channel_part": on_client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"part": "lead"}
    ),
    "clients:channel_part_save": on_client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"part": "lead"}
    ),
    "clients:connect": on_client(Capability.CONNECT_CHANNELS),
    "clients:channel_by_hand": on_client(
        Capability.CONNECT_CHANNELS, "GET", "POST", data=lambda side: {"account": side.mark}
    ),
    "clients:channel_keeper": on_client(
        Capability.MANAGE_CLIENTS, "POST", data=lambda side: {"keeper": ""}
    ),
    "clients:continue_by_hand": on_client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:connect_network": on_client(Capability.CONNECT_CHANNELS, "GET", "POST"),
    "clients:check": on_client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:reconnect": on_client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:reconnect_ask": on_client(
        Capability.CONNECT_CHANNELS,
        "POST",
        data=lambda side: {"contact": str(side.contact.public_id)},
    ),
    "clients:reconnect_by_link": Rule(
        where="public", methods=("GET", "POST"), names_an_object=False, also=(410,)
    ),
    "clients:connect_ask": on_client(
        Capability.CONNECT_CHANNELS,
        "POST",
        data=lambda side: {"network": "mastodon", "contact": str(side.contact.public_id)},
    ),
    "clients:connect_ask_end": on_client(Capability.CONNECT_CHANNELS, "POST"),
    "clients:connect_by_link": Rule(
        where="public", methods=("GET", "POST"), names_an_object=False, also=(410,)
    ),
    "clients:disconnect": on_client(
        Capability.CONNECT_CHANNELS,
        "GET",
        "POST",
        data=lambda side: {"typed": side.channel.handle},
    ),
    "clients:brief": on_client(Capability.VIEW_CLIENT),
    "clients:brief_versions": on_client(Capability.VIEW_CLIENT),
    "clients:brief_edit": on_client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"based_on": "0"}
    ),
    "clients:brief_approve": on_client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"number": "1"}
    ),
    "clients:brief_interview": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:brief_interview_save": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:audiences": on_client(Capability.VIEW_CLIENT),
    "clients:audience_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:audience_edit": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:audience_away": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:voice": on_client(Capability.VIEW_CLIENT),
    "clients:voice_edit": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:rules": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.EDIT_STRATEGY
    ),
    "clients:rules_on": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:fit": on_client(Capability.VIEW_CLIENT),
    "clients:fit_network": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:fit_look": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:fit_weights": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:fit_forget": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:sheets_told": on_client(Capability.VIEW_CLIENT),
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
    "clients:profiles": on_client(Capability.VIEW_CLIENT),
    "clients:profile": on_client(
        Capability.VIEW_CLIENT,
        "GET",
        "POST",
        to_write=Capability.EDIT_STRATEGY,
    ),
    "clients:profile_wake": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_closing": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_change_done": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:profile_links": on_client(
        Capability.VIEW_CLIENT, "GET", "POST", to_write=Capability.EDIT_STRATEGY
    ),
    "clients:link_page": Rule(where="public", names_an_object=False),
    "clients:link_page_follow": Rule(where="public", names_an_object=False),
    "clients:presence": on_client(Capability.VIEW_CLIENT),
    "clients:presence_links": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:touchpoint_end": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:moment_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:moment": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:moment_drop": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitors": on_client(Capability.VIEW_CLIENT),
    "clients:competitor_new": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:competitors_week": on_client(Capability.ENTER_FIGURES, "GET", "POST"),
    "clients:competitor": on_client(Capability.EDIT_STRATEGY, "GET", "POST"),
    "clients:competitor_profile_add": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_look": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_profile_drop": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:competitor_stop": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:connect_return": Rule(where="member", names_an_object=False, also=(400,)),
    "clients:connect_confirm": Rule(
        where="member", methods=("GET", "POST"), names_an_object=False, also=(400,)
    ),
    "clients:all_meetings": Rule(where="member", names_an_object=False),
    "clients:meetings": on_client(Capability.VIEW_CLIENT),
    "clients:meeting": on_client(Capability.VIEW_CLIENT),
    "clients:meeting_notes": on_client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"notes": "Detto", "edit_number": "1"}
    ),
    "clients:meeting_write": on_client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"what": "point", "point-text": "Poi"}
    ),
    "clients:meeting_end": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:meeting_minutes": on_client(Capability.EDIT_STRATEGY, "POST"),
    "clients:meeting_tick": on_client(
        Capability.EDIT_STRATEGY, "POST", data=lambda side: {"is_done": "1"}
    ),
    "clients:task_hand_over": on_client(
        Capability.EDIT_STRATEGY, "GET", "POST", data=lambda side: {"to": str(side.owner.public_id)}
    ),
    "clients:task": on_client(Capability.EDIT_STRATEGY, "POST", data=lambda side: {"is_done": "1"}),
}
