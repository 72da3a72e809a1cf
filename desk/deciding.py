"""What a client's account waits for: who is to decide or to do it, in words, and since when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.queries.months import Month
from analytics.words import budget as budget_words
from clients.models import Client, ContactPart
from desk.queries.account import Account
from editorial.lifecycle import ReviewStep
from people import cldr
from people.roles import Capability, may

# So many posts with changes stand by themselves, so many extras; the others are counted.
MOST_EACH = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: whom it waits for (with the look of the state), what it is, since when, and where it is settled.

    `needed_at` is when the first of its posts is meant to go out; `note` what somebody said.
    """

    icon: str
    css: str
    who: str
    words: str
    since: datetime
    url: str
    needed_at: datetime | None = None
    note: str = ""
    n: int = 1


def called(names: list[str]) -> list[str]:
    """People by their first names, where these are names and tell them apart; else whole."""
    firsts = [name.split()[0] for name in names if name.split()]
    are_names = all(first.isalpha() and first[0].isupper() for first in firsts)
    return firsts if are_names and len(set(firsts)) == len(names) else names


def deciders(account: Account) -> str:
    """Who decides for the client: Paola o Aldo; the client where nobody is named."""
    part = ContactPart.APPROVER
    approvers = [c["name"] for c in account.contacts if c["part"] == part and c["email"]]
    return cldr.either(called(approvers)) if approvers else _("The client")


def reviewers(account: Account) -> str:
    """Who of the team on the client decides inside; a colleague where nobody is assigned who may."""
    names = [
        each["name"] or each["email"]
        for each in account.team
        if may(each["role"], Capability.REVIEW_POSTS)
    ]
    return cldr.either(called(names)) if names else _("A colleague")


def waiting_of(account: Account, client: Client, *, may_see_money: bool) -> list[Waiting]:
    """Everything that waits: for the client, for a colleague's yes, for changes."""
    return [
        *_asked(account, client, ReviewStep.CLIENT),
        *_extras(account, client, may_see_money=may_see_money),
        *_changes(account, client),
        *_asked(account, client, ReviewStep.INTERNAL),
    ]


def n_with_client(account: Account) -> int:
    """How many posts the client has to decide."""
    return sum(each["step"] == ReviewStep.CLIENT for each in account.asked)


def lead(account: Account, month: Month | None) -> str:
    """Where the month stands, in two or three sentences: what is missing, what the client has to decide, when the hours end."""
    said = []
    if month is not None:
        said.append(budget_words.missing(month.pieces, month.period))
    n = n_with_client(account)
    if n:
        words = ngettext("{n} post waits for {who}.", "{n} posts wait for {who}.", n)
        said.append(words.format(n=n, who=deciders(account)))
    if month is not None and month.burn is not None:
        said.append(budget_words.lead(month.burn, month.period))
    return " ".join(each for each in said if each)


def _asked(account: Account, client: Client, step: ReviewStep) -> list[Waiting]:
    of_step = [each for each in account.asked if each["step"] == step]
    if not of_step:
        return []
    is_client = step == ReviewStep.CLIENT
    first = of_step[0]
    if len(of_step) == 1:
        words = _("“{name}” to approve").format(name=first["words"])
        url = reverse("editorial:post", args=[client.slug, first["id"]]) + "#review"
    else:
        words = ngettext("{n} post to approve", "{n} posts to approve", len(of_step)).format(
            n=len(of_step)
        )
        url = reverse("editorial:approvals", args=[client.slug])
    return [
        Waiting(
            icon="person-check" if is_client else "eye",
            css="s-client" if is_client else "s-review",
            who=deciders(account) if is_client else reviewers(account),
            words=words,
            since=min(each["at"] for each in of_step),
            url=url,
            needed_at=min((at for each in of_step if (at := each["needed_at"])), default=None),
            n=len(of_step),
        )
    ]


def _extras(account: Account, client: Client, *, may_see_money: bool) -> list[Waiting]:
    if not may_see_money:
        return []
    url = reverse("analytics:budget_money", args=[client.slug])
    who = deciders(account)

    def line(words: str, since: datetime) -> Waiting:
        return Waiting("person-check", "s-client", who, words, since, url)

    extras = account.extras
    if len(extras) <= MOST_EACH:
        return [line(_extra(each), each["at"]) for each in extras]
    words = ngettext("{n} extra to accept", "{n} extras to accept", len(extras))
    return [line(words.format(n=len(extras)), extras[0]["at"])]


def _extra(extra: dict[str, Any]) -> str:
    words = {"what": extra["what"], "hours": cldr.hours_said(extra["minutes"])}
    return _("Extra: {what}, {hours}").format(**words)


def _changes(account: Account, client: Client) -> list[Waiting]:
    shown = account.changes[:MOST_EACH]
    lines = [
        Waiting(
            "arrow-return-left",
            "s-changes",
            called([each["by"]])[0],
            _("“{name}” to change").format(name=each["words"]),
            each["at"],
            reverse("editorial:post", args=[client.slug, each["id"]]) + "#review",
            note=(
                _("{who}: {note}") if each["note"] else _("{who} suggests a text of their own")
            ).format(**each),
        )
        for each in shown
    ]
    others = account.changes[MOST_EACH:]
    if others:
        words = ngettext("{n} more post to change", "{n} more posts to change", len(others))
        lines.append(
            Waiting(
                "arrow-return-left",
                "s-changes",
                cldr.either(called(list(dict.fromkeys(each["by"] for each in others)))),
                words.format(n=len(others)),
                others[0]["at"],
                reverse("editorial:posts", args=[client.slug]) + "?group=write",
            )
        )
    return lines
