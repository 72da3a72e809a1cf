"""Roles, capabilities and the one table between them. Pure: needs no database.

The matrix test of all URLs reads this table; docs print it. A person's agency-wide role is on
Member; on a client the role of the Assignment counts (an owner is owner everywhere).
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in an agency, or on one client."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    EDITOR = "editor", _("Editor")
    COMMUNITY = "community", _("Community")
    ANALYST = "analyst", _("Analyst")


class Capability(TextChoices):
    """One thing a role may do; the labels complete the sentence “may: …”."""

    MANAGE_AGENCY = "manage_agency", _("manage the team and invitations")
    MANAGE_CLIENTS = "manage_clients", _("create and edit clients, contacts and assignments")
    EDIT_STRATEGY = "edit_strategy", _("write the strategy: brief, goals, voice, competitors")
    MANAGE_MONEY = "manage_money", _("see and change contracts, costs and everybody's hours")
    LOG_TIME = "log_time", _("write down their own hours")
    CONNECT_CHANNELS = "connect_channels", _("connect and disconnect channels")
    VIEW_CLIENT = "view_client", _("see the client")
    WRITE_POSTS = "write_posts", _("write posts")
    REVIEW_POSTS = "review_posts", _("approve posts")
    SCHEDULE_POSTS = "schedule_posts", _("schedule and publish posts")
    PUBLISH_BY_HAND = "publish_by_hand", _("publish by hand what is due")
    ANSWER = "answer", _("answer comments and messages")
    VIEW_RESULTS = "view_results", _("see results")
    ENTER_FIGURES = "enter_figures", _("write down figures by hand")
    SHARE_REPORTS = "share_reports", _("share reports")


_EVERYTHING = frozenset(Capability)

TABLE: dict[Role, frozenset[Capability]] = {
    Role.OWNER: _EVERYTHING,
    Role.MANAGER: _EVERYTHING - {Capability.MANAGE_AGENCY},
    Role.EDITOR: frozenset(
        {
            Capability.VIEW_CLIENT,
            Capability.EDIT_STRATEGY,
            Capability.LOG_TIME,
            Capability.WRITE_POSTS,
            Capability.PUBLISH_BY_HAND,
            Capability.VIEW_RESULTS,
            Capability.ENTER_FIGURES,
        }
    ),
    Role.COMMUNITY: frozenset(
        {
            Capability.VIEW_CLIENT,
            Capability.LOG_TIME,
            Capability.PUBLISH_BY_HAND,
            Capability.ANSWER,
            Capability.VIEW_RESULTS,
        }
    ),
    Role.ANALYST: frozenset(
        {
            Capability.VIEW_CLIENT,
            Capability.LOG_TIME,
            Capability.VIEW_RESULTS,
            Capability.ENTER_FIGURES,
            Capability.SHARE_REPORTS,
        }
    ),
}

DESCRIPTIONS: dict[Role, Promise] = {
    Role.OWNER: _("Everything, in every client, and the team."),
    Role.MANAGER: _("Everything in the clients assigned: approves, schedules, connects channels."),
    Role.EDITOR: _(
        "Writes posts, publishes by hand what is due, sees results; does not approve or schedule."
    ),
    Role.COMMUNITY: _(
        "Answers comments and messages, publishes by hand what is due; does not write posts."
    ),
    Role.ANALYST: _(
        "Reads everything, writes down figures and shares reports; changes nothing else."
    ),
}


def may(role: str, capability: Capability) -> bool:
    """Whether ``role`` has ``capability``; an unknown role has none."""
    try:
        return capability in TABLE[Role(role)]
    except ValueError:
        return False


def roles_with(capability: Capability) -> list[str]:
    """The roles that have ``capability``, as stored values, strongest first."""
    return [role.value for role in Role if capability in TABLE[role]]
