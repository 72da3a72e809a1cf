"""Lists ask the database the same number of questions for one row and for many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.notices import notify
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn


def _more_members(cast: Cast) -> None:
    for _ in range(5):
        who = make.member(cast.alice, Role.EDITOR)
        make.assigned(cast.alice, cast.client, who, Role.EDITOR)
        make.inviting.invite(
            by=cast.alice, email=f"n{who.pk}@example.org", role=Role.EDITOR, now=make.NOW
        )


def _more_channels(cast: Cast) -> None:
    for _ in range(5):
        make.channel(cast.client)
        make.contact(cast.alice, cast.client)


def _more_notices(cast: Cast) -> None:
    for number in range(5):
        notify(members=[cast.alice], kind="x", text=f"Notice {number}", now=make.NOW)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/t/team/", _more_members),
        ("/me/notices/", _more_notices),
        ("/c/{slug}/team/", _more_members),
        ("/c/{slug}/channels/", _more_channels),
        ("/c/{slug}/contacts/", _more_channels),
    ],
)
def test_a_list_asks_no_more_for_more_rows(
    cast: Cast, sign_in: SignIn, path: str, more: Callable[[Cast], None]
) -> None:
    make.inviting.invite(by=cast.alice, email="x@example.org", role=Role.EDITOR, now=make.NOW)
    notify(members=[cast.alice], kind="x", text="First", now=make.NOW)
    url, alice = path.format(slug=cast.client.slug), sign_in(cast.alice)
    alice.get(url)
    with CaptureQueriesContext(connection) as few:
        alice.get(url)
    more(cast)
    with CaptureQueriesContext(connection) as many:
        assert alice.get(url).status_code == 200
    assert len(many) == len(few)
