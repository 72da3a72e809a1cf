"""An invitation's life: asked, looked at, accepted; or ended."""

from __future__ import annotations

import re

import pytest

from people.actions import inviting, membership
from people.clock import database_now
from people.models import AuditEntry, Invitation, Member, Outbox, User
from people.roles import Role
from tests import make
from tests.cast import PASSWORD, Cast, Rivals
from tests.conftest import SignIn

ENDED = "This link has ended."


def _invited(cast: Cast, email: str = "nora@example.org", role: Role = Role.EDITOR) -> Invitation:
    return inviting.invite(by=cast.alice, email=email, role=role, now=database_now())


def _url(invitation: Invitation) -> str:
    return f"/join/{make.token_of(invitation)}/"


def test_the_owner_invites_by_form_and_a_mail_waits_in_the_outbox(
    cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.alice).post(
        "/t/team/invite/", {"email": "Nora@Example.org", "role": "editor"}
    )
    assert answer.status_code == 302
    invitation = Invitation.objects.get(email="nora@example.org")
    row = Outbox.objects.get(kind="mail", payload__to="nora@example.org")
    token = make.token_of(invitation)
    assert invitation.token_hash == inviting.token_hash(token)
    # Neither the token nor its link is readable in either row.
    assert token not in str(row.payload)
    assert token not in str(Invitation.objects.values().get(pk=invitation.pk))
    assert AuditEntry.objects.filter(verb="invitation.sent", target_id=invitation.pk).exists()


def test_looking_at_the_link_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    invitation = _invited(cast)
    answer = sign_in(None).get(_url(invitation))
    assert answer.status_code == 200
    assert b"Quintavoce" in answer.content
    assert answer.headers["Referrer-Policy"] == "same-origin"
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not User.objects.filter(email="nora@example.org").exists()


def test_a_new_person_sets_name_and_password_and_is_in(cast: Cast, sign_in: SignIn) -> None:
    invitation = _invited(cast, role=Role.ANALYST)
    browser = sign_in(None)
    answer = browser.post(
        _url(invitation), {"name": "Nora", "password": PASSWORD, "language": "it"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/t/")
    member = Member.objects.get(user__email="nora@example.org")
    assert (member.agency, member.role, member.user.language) == (cast.agency, "analyst", "it")
    assert browser.get("/t/team/").status_code == 200
    assert member.user.check_password(PASSWORD)


def test_a_weak_password_is_refused_in_words_and_nothing_is_made(
    cast: Cast, sign_in: SignIn
) -> None:
    invitation = _invited(cast)
    answer = sign_in(None).post(
        _url(invitation), {"name": "Nora", "password": "password1234", "language": "it"}
    )
    assert answer.status_code == 422
    assert b"too common" in answer.content
    assert not User.objects.filter(email="nora@example.org").exists()


def test_somebody_with_an_account_signs_in_first_and_then_accepts(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    invitation = _invited(cast, email=rivals.eve.user.email)
    stranger = sign_in(None).get(_url(invitation))
    assert b"Sign in to accept" in stranger.content
    refused = sign_in(None).post(
        _url(invitation), {"name": "X", "password": PASSWORD, "language": "it"}
    )
    assert b"Sign in to accept" in refused.content
    assert Member.objects.filter(agency=cast.agency, user=rivals.eve.user).count() == 0
    assert sign_in(rivals.eve).post(_url(invitation)).status_code == 302
    assert Member.objects.filter(agency=cast.agency, user=rivals.eve.user).count() == 1


def test_an_invitation_is_not_for_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    invitation = _invited(cast)
    page = sign_in(cast.bruno).get(_url(invitation))
    assert b"Sign out first" in page.content
    answer = sign_in(cast.bruno).post(_url(invitation))
    assert answer.status_code == 422
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_used_revoked_expired_and_altered_links_show_one_page(cast: Cast, sign_in: SignIn) -> None:
    used, revoked = _invited(cast, "used@example.org"), _invited(cast, "revoked@example.org")
    expired = inviting.invite(
        by=cast.alice, email="expired@example.org", role=Role.EDITOR, now=make.later(days=-30)
    )
    used_url, revoked_url, expired_url = _url(used), _url(revoked), _url(expired)
    sign_in(None).post(used_url, {"name": "U", "password": PASSWORD, "language": "it"})
    inviting.revoke(by=cast.alice, invitation=revoked, now=make.NOW)
    bodies = set()
    for url in (used_url, revoked_url, expired_url):
        for answer in (sign_in(None).get(url), sign_in(None).post(url, {"name": "X"})):
            assert answer.status_code == 410
            words = answer.content.decode()
            assert ENDED in words
            assert "Ask Quintavoce for a new one." in words
            bodies.add(re.sub(r'content="[^"]{64}"', "", words))
    assert len(bodies) == 1
    altered = sign_in(None).get("/join/no-such-token/")
    assert altered.status_code == 410
    assert ENDED in altered.content.decode()
    assert "Quintavoce" not in altered.content.decode()


def test_sending_again_ends_the_old_link(cast: Cast, sign_in: SignIn) -> None:
    invitation = _invited(cast)
    old = _url(invitation)
    answer = sign_in(cast.alice).post(f"/t/team/invitations/{invitation.public_id}/resend/")
    assert answer.status_code == 302
    assert sign_in(None).get(old).status_code == 410
    assert sign_in(None).get(_url(invitation)).status_code == 200


def test_inviting_the_same_address_twice_leaves_one_waiting(cast: Cast) -> None:
    first, second = _invited(cast), _invited(cast, role=Role.MANAGER)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert list(Invitation.objects.waiting().filter(email="nora@example.org")) == [second]


def test_a_colleague_cannot_be_invited_again(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.alice).post(
        "/t/team/invite/", {"email": cast.bruno.user.email, "role": "editor"}
    )
    assert answer.status_code == 422
    assert b"in the team already" in answer.content
    with pytest.raises(inviting.InvitingError):
        _invited(cast, email=cast.bruno.user.email)


def test_somebody_who_left_comes_back_by_invitation(cast: Cast) -> None:
    membership.deactivate(by=cast.alice, member=cast.bruno, now=make.NOW)
    invitation = _invited(cast, email=cast.bruno.user.email, role=Role.COMMUNITY)
    member = inviting.accept_as(
        token=make.token_of(invitation), user=cast.bruno.user, now=database_now()
    )
    assert (member.pk, member.is_active, member.role) == (cast.bruno.pk, True, "community")


def test_sign_up_without_an_invitation_is_closed(db: None, sign_in: SignIn) -> None:
    answer = sign_in(None).post(
        "/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD}
    )
    assert answer.status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()
