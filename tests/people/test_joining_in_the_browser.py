"""The walk by which a new person comes in, in a real browser: what a form sends along is the browser's choice."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from people.actions import inviting
from people.clock import database_now
from people.models import Member
from people.roles import Role
from tests import make
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_person_joins_by_the_link_of_the_mail(
    browser: Any, live_server: Any, cast: Any
) -> None:
    invitation = inviting.invite(
        by=cast.alice, email="marta@example.org", role=Role.EDITOR, now=database_now()
    )
    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto(live_server.url + reverse("people:join", args=[make.token_of(invitation)]))
        page.click("main button")
        page.wait_for_selector(".error-summary")
        page.fill("[name=name]", "Marta Neri")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/t/")
    finally:
        context.close()

    assert Member.objects.get(user__email="marta@example.org").role == Role.EDITOR
