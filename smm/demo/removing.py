"""Removing the demo: every row of its agency in every table, its people, their mails, its files, its network accounts.

An agency that is no demo cannot be removed by this: the rows that the product never deletes are let go by the
database for a demo alone (smm/migrations/0001_histories_of_a_demo.py).
"""

from __future__ import annotations

import json
import logging
import urllib.error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Model, OuterRef, ProtectedError, Q, RestrictedError

from analytics.models import Handover, Report, Statement
from clients.models import AppRegistration, Channel, Client, Contact
from editorial.models import Asset, Post
from networks.sandbox.orders import Orders
from people.actions.membership import create_agency
from people.models import Agency, KeptMail, Member, User
from smm.demo import prospects, rivals, texts

log = logging.getLogger(__name__)

TRIES = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """How much the demo holds, for whoever is about to remove it."""

    n_people: int
    n_clients: int
    n_posts: int
    n_pictures: int
    n_reports: int
    n_guests: int


@dataclass(frozen=True, slots=True)
class Heir:
    """Who goes on: the name of the new agency and, where that is a new person, theirs, with a password."""

    agency: str
    email: str
    name: str = ""
    password: str | None = None
    language: str = "it"


@dataclass(frozen=True, slots=True)
class Left:
    """What lies outside the tables: folders and files of the store, accounts on the sandbox network."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    accounts: tuple[str, ...]


class NoDemoError(Exception):
    """There is nothing that may be removed."""


def is_of_the_cast(user: User) -> bool:
    """Whether this is one of the invented people, who go with the demo."""
    return user.email in _cast_addresses()


def _cast_addresses() -> list[str]:
    return [person.email for person in [*texts.PEOPLE, texts.STAFF]]


def contents(agency: Agency) -> Contents:
    """Counted for the page that asks."""
    members = Member.objects.filter(agency=agency)
    guests = members.exclude(user__email__in=_cast_addresses())
    return Contents(
        n_people=members.count() - guests.count(),
        n_clients=Client.objects.filter(agency=agency).count(),
        n_posts=Post.objects.filter(agency=agency).count(),
        n_pictures=Asset.objects.filter(agency=agency).count(),
        n_reports=Report.objects.filter(agency=agency).count(),
        n_guests=guests.count(),
    )


def remove(*, agency: Agency, heir: Heir, now: datetime) -> Member:
    """Removes the demo and makes the heir's empty agency; returns its owner. Raises NoDemoError.

    All or nothing: the workers may be writing rows of the demo at this very moment, and then it is tried again.
    Files and network accounts go when the rows are gone.
    """
    for last in range(TRIES):
        try:
            with transaction.atomic():
                left = erase(agency)
                owner = create_agency(
                    name=heir.agency,
                    email=heir.email,
                    owner_name=heir.name,
                    password=heir.password,
                    language=heir.language,
                    now=now,
                )
            break
        except DatabaseError:
            if last == TRIES - 1:
                raise
            log.info("The demo was being written to; removing it is tried again")
    sweep(left)
    return owner


@transaction.atomic
def erase(agency: Agency) -> Left:
    """Deletes every row that belongs to the agency, or to its invented people; what is left is for `sweep`."""
    if not Agency.objects.select_for_update().filter(pk=agency.pk, is_demo=True).exists():
        raise NoDemoError
    left = Left(
        folders=tuple(_folder_of(asset) for asset in Asset.objects.filter(agency=agency)),
        files=tuple(
            name
            for name in [
                *Report.objects.filter(agency=agency).values_list("pdf_name", flat=True),
                *Handover.objects.filter(agency=agency).values_list("pdf_name", flat=True),
                *Handover.objects.filter(agency=agency).values_list("zip_name", flat=True),
                *Statement.objects.filter(agency=agency).values_list("pdf_name", flat=True),
            ]
            if name
        ),
        accounts=(
            *(name for demo in texts.clients() for name in demo.accounts),
            *rivals.usernames(),
            prospects.USERNAME,
        ),
    )
    addresses = [
        *_cast_addresses(),
        *Contact.objects.filter(agency=agency).exclude(email="").values_list("email", flat=True),
    ]
    with connection.cursor() as cursor:
        for model in _models_of_agencies():
            table = model._meta.db_table
            cursor.execute(f'DELETE FROM "{table}" WHERE agency_id = %s', [agency.pk])  # noqa: S608
    Agency.objects.filter(pk=agency.pk).delete()
    _forget_people(addresses)
    _forget_registrations()
    return left


def _folder_of(asset: Asset) -> str:
    name = asset.received_file or next(iter(asset.renditions.values_list("file", flat=True)), "")
    return name.rpartition("/")[0]


def _models_of_agencies() -> Sequence[type[Model]]:
    """Every table with an agency, those that refer to others before those they refer to."""
    owned = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model is not Agency
        and any(
            field.name == "agency" and field.related_model is Agency
            for field in model._meta.concrete_fields
        )
    ]
    order: TopologicalSorter[type[Model]] = TopologicalSorter()
    for model in owned:
        order.add(model)
        for target in owned:
            # Two that refer to each other (a post and its approved revision) are checked at the end.
            if _refers(model, target) and not (_refers(target, model) and not _must(model, target)):
                order.add(target, model)
    return list(order.static_order())


def _refers(model: type[Model], target: type[Model]) -> bool:
    return model is not target and target in {f.related_model for f in model._meta.concrete_fields}


def _must(model: type[Model], target: type[Model]) -> bool:
    """Whether a row of the model cannot be without one of the target."""
    fields = model._meta.concrete_fields
    return any(field.related_model is target and not field.null for field in fields)


def _forget_people(addresses: list[str]) -> None:
    wanted = Q()
    for address in addresses:
        wanted |= Q(to__icontains=address)
    KeptMail.objects.filter(wanted).delete()
    for user in User.objects.filter(email__in=_cast_addresses(), memberships=None):
        _sign_out(user)
        try:
            with transaction.atomic():
                user.delete()
        except (ProtectedError, RestrictedError):
            # Support that acted outside the demo: its acts stay readable, the way in does not.
            user.email, user.is_active = f"removed-{user.pk}@invalid.example", False
            user.is_staff = user.is_superuser = False
            user.set_unusable_password()
            user.save()
            user.emailaddress_set.all().delete()  # type: ignore[attr-defined]


def _sign_out(user: User) -> None:
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _forget_registrations() -> None:
    """Our app as the sandbox knows it, where nobody is connected there any more."""
    used = Channel.objects.filter(network=OuterRef("network"), host=OuterRef("host"))
    AppRegistration.objects.filter(~Exists(used), network="sandbox").delete()


def sweep(left: Left) -> None:
    """Deletes files, forgets accounts on the sandbox network, and keeps the demo from being made again."""
    for folder in left.folders:
        if folder:
            _empty(folder)
    for name in left.files:
        default_storage.delete(name)
    _forget_accounts(left.accounts)
    logins = settings.DATA_DIR / "demo-logins.json"
    if logins.exists():
        logins.write_text(json.dumps([]))


def _empty(folder: str) -> None:
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    # A directory of this machine; another store has none.
    default_storage.delete(folder)


def _forget_accounts(accounts: Sequence[str]) -> None:
    if not settings.SANDBOX_ORIGIN:
        return
    try:
        answer: Any = Orders(settings.SANDBOX_ORIGIN).order("forget", usernames=list(accounts))
    except (OSError, urllib.error.URLError):
        log.warning("The sandbox network did not answer; its accounts of the demo stay there")
    else:
        log.info("The sandbox network forgot %s accounts", answer.get("n"))
