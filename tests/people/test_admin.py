"""Django admin for support: staff with a second factor, no tokens, nothing rewritten."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import Settings

from clients.models import Credential
from people.models import AuditEntry, Invitation, KeptMail, Outbox, User
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn
from tests.make_support import NO_MEMBERSHIPS, REASON, act

OURS = ("people", "clients", "editorial", "community", "analytics")


@pytest.fixture
def support(cast: Cast, sign_in: SignIn) -> Browser:
    """Somebody of support with a second factor."""
    return sign_in(_with_second_factor(make.staff()))


def _with_second_factor(user: User) -> User:
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return user


def test_staff_without_a_second_factor_does_not_get_in(
    cast: Cast, sign_in: SignIn, settings: Settings
) -> None:
    settings.LOCAL_RUN = False
    staff = make.staff()
    browser = sign_in(staff)
    assert browser.get("/admin/people/user/").status_code == 302
    _with_second_factor(staff)
    assert browser.get("/admin/people/user/").status_code == 200


def test_a_local_run_asks_staff_for_no_second_factor(
    cast: Cast, sign_in: SignIn, settings: Settings
) -> None:
    settings.LOCAL_RUN = True
    assert sign_in(make.staff()).get("/admin/people/user/").status_code == 200


def test_owners_of_agencies_do_not_get_in(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.alice).get("/admin/people/user/").status_code in (302, 403)


def _registered() -> list[type]:
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def test_lists_pages_and_searches_open_for_every_model_and_show_nothing_sealed_or_hashed(
    support: Browser, cast: Cast
) -> None:
    """One walk for both: each of these pages names every model beside it, and is slow to make."""
    KeptMail.objects.create(message_id="<1>", sender="a", to="b", subject="S", text="T")
    make.inviting.invite(by=cast.alice, email="n@example.org", role=Role.EDITOR, now=make.NOW)
    secret = Credential.objects.get(channel=cast.channel).access
    hashes = list(Invitation.objects.values_list("token_hash", flat=True))
    assert hashes
    assert len(_registered()) >= 10
    for model in _registered():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist", query={"q": "a"})]
        pages += [reverse(f"{name}_change", args=[row.pk]) for row in model.objects.all()[:3]]
        for page in pages:
            answer = support.get(page)
            assert answer.status_code == 200, page
            words = answer.content.decode()
            assert secret not in words, page
            assert "v1.k1." not in words, page
            assert not [each for each in hashes if each in words], page
    assert Credential not in admin.site._registry


@pytest.mark.parametrize("model", ["auditentry", "outbox", "keptmail", "notice", "invitation"])
def test_what_happened_is_read_only(support: Browser, cast: Cast, model: str) -> None:
    assert support.get(f"/admin/people/{model}/add/").status_code == 403
    row = admin.site._registry
    found = next(each for each in row if each._meta.model_name == model).objects.first()
    if found is not None:
        assert support.post(f"/admin/people/{model}/{found.pk}/change/", {}).status_code == 403
        assert support.post(f"/admin/people/{model}/{found.pk}/delete/").status_code == 403


def test_support_sends_an_invitation_again(support: Browser, cast: Cast) -> None:
    invitation = make.inviting.invite(
        by=cast.alice, email="n@example.org", role=Role.EDITOR, now=make.NOW
    )
    before = invitation.token_hash
    answer = act(support, "invitation", "send_again", invitation, reason="She lost the mail.")
    assert answer.status_code == 200
    invitation.refresh_from_db()
    assert invitation.token_hash != before
    entry = AuditEntry.objects.get(verb="invitation.sent_again")
    assert (entry.actor, entry.actor_name) == (None, "Support")
    assert entry.data == {"reason": "She lost the mail."}


def test_support_lets_a_waiting_message_go_now(support: Browser, cast: Cast) -> None:
    row = Outbox.objects.order_by("pk")[0]
    Outbox.objects.filter(pk=row.pk).update(next_attempt_at=make.later(days=3650))
    act(support, "outbox", "replay", row, reason="The mail server is back.")
    row.refresh_from_db()
    assert row.next_attempt_at < make.later(days=3650)
    entry = AuditEntry.objects.get(verb="outbox.replayed")
    assert entry.data == {"kind": row.kind, "reason": "The mail server is back."}


def test_a_change_by_support_is_written_down(support: Browser, cast: Cast) -> None:
    url = f"/admin/people/agency/{cast.agency.pk}/change/"
    data = {"name": "Nuova", "slug": cast.agency.slug, "time_zone": "Europe/Rome", "language": "it"}
    refused = support.post(url, data)
    assert refused.status_code == 200
    assert "This field is required" in refused.content.decode()
    assert support.post(url, data | REASON).status_code == 302
    entry = AuditEntry.objects.get(verb="agency.changed_by_support")
    assert entry.actor_name == "Support"
    assert entry.data == {"fields": ["language", "name"], "reason": "They asked."}


def test_staff_that_is_no_superuser_cannot_make_itself_one(cast: Cast, sign_in: SignIn) -> None:
    staff = _with_second_factor(make.staff("junior@example.org"))
    User.objects.filter(pk=staff.pk).update(is_superuser=False)
    staff.user_permissions.add(*Permission.objects.filter(content_type__app_label="people"))
    url = f"/admin/people/user/{staff.pk}/change/"
    page = sign_in(staff).get(url)
    assert page.status_code == 200
    assert 'name="is_superuser"' not in page.content.decode()


def test_an_address_that_support_replaced_no_longer_opens_the_account(
    support: Browser, cast: Cast
) -> None:
    bruno = cast.bruno.user
    EmailAddress.objects.create(user=cast.rita.user, email="new@example.org", verified=False)
    data = {"email": "new@example.org", "name": bruno.name, "language": "it", "is_active": "on"}
    data |= NO_MEMBERSHIPS | REASON
    answer = support.post(f"/admin/people/user/{bruno.pk}/change/", data)
    assert answer.status_code == 302
    assert filter_users_by_email("bruno@example.org") == []
    assert filter_users_by_email("new@example.org") == [bruno]
    assert EmailAddress.objects.get(user=bruno).verified
