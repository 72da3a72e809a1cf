"""The list of first steps of a client: it fills itself from what is there, and goes away when the needed ones are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clients.kinds import KINDS, answers
from clients.models import Approval, Client, ContactPart
from desk.queries.account import Account
from people.roles import Capability


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, what is said when it is done, and on which screen whoever may does it.

    The list stays while a needed one is open; the others are good to have.
    """

    todo: str
    done: str
    is_done: bool
    screen: str
    capability: Capability
    is_needed: bool = True


def first_steps(client: Client, *, account: Account, n_channels: int) -> list[Step]:
    """The steps in the order in which they help: channel, brief, people of the client, our people, first post."""
    n_answers = sum(not fact.is_rows for fact, _told in answers(client.kind, client.facts))
    n_questions = len(KINDS[client.kind].asked)
    needs_approver = client.approval == Approval.CLIENT
    approvers = [c for c in account.contacts if c["part"] == ContactPart.APPROVER and c["email"]]
    return [
        Step(_("Connect a channel"), _("A channel is connected."), bool(n_channels),
             "clients:channels", Capability.CONNECT_CHANNELS),
        Step(_("Answer the questions of the brief ({n} of {all})").format(n=n_answers, all=n_questions),
             _("The brief is there: {n} answers of {all}.").format(n=n_answers, all=n_questions),
             bool(client.summary) and n_answers * 2 >= n_questions,
             "clients:edit", Capability.MANAGE_CLIENTS, is_needed=False),
        Step(_("Say who approves for the client, with an e-mail address"), _("Who approves for the client is known."),
             bool(approvers), "clients:contacts", Capability.MANAGE_CLIENTS)
        if needs_approver
        else Step(_("Add the client's contact"), _("A contact is there."), bool(account.contacts),
                  "clients:contact_new", Capability.MANAGE_CLIENTS),
        Step(_("Assign a colleague"), _("Somebody of the team is assigned."), bool(account.team),
             "clients:team", Capability.MANAGE_CLIENTS, is_needed=False),
        Step(_("Write the first post"), _("The first post is written."), bool(account.n_posts),
             "editorial:new", Capability.WRITE_POSTS),
    ]  # fmt: skip
