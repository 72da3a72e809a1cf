"""What support does says first what it will do, wants a reason and the right, and is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client as Browser

from clients.models import Gate
from editorial.models import Attempt, Delivery, Publication
from people import mail, outbox
from people.clock import database_now
from people.models import AuditEntry, Member, Outbox, User
from people.roles import Role
from smm.celery import OUTBOX_HANDLERS
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.make_support import NO_MEMBERSHIPS, REASON, act


@pytest.fixture
def support(db: None, sign_in: SignIn) -> Browser:
    return sign_in(make.staff())


@pytest.fixture
def looker(db: None, sign_in: SignIn) -> Browser:
    """Staff that may look at everything and change nothing."""
    staff = make.staff("looker@example.org")
    User.objects.filter(pk=staff.pk).update(is_superuser=False)
    staff.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
    return sign_in(staff)


def _invitation(cast: Cast):
    return make.inviting.invite(
        by=cast.alice, email="n@example.org", role=Role.EDITOR, now=make.NOW
    )


def test_an_act_says_what_it_will_do_before_it_does_it(cast: Cast, support: Browser) -> None:
    invitation = _invitation(cast)
    page = act(support, "invitation", "send_again", invitation).content.decode()

    assert "A new link is sent to n@example.org and is valid for 7 days" in page
    invitation.refresh_from_db()
    assert invitation.n_sent == 1


def test_without_a_reason_nothing_is_done(cast: Cast, support: Browser) -> None:
    invitation = _invitation(cast)
    page = act(support, "invitation", "send_again", invitation, reason="   ").content.decode()

    assert "Say why first" in page
    invitation.refresh_from_db()
    assert invitation.n_sent == 1
    assert not AuditEntry.objects.filter(verb="invitation.sent_again").exists()


@pytest.mark.parametrize(
    ("app", "model", "action"),
    [
        ("people", "invitation", "send_again"),
        ("people", "outbox", "replay"),
        ("people", "user", "take_second_factor"),
        ("clients", "gate", "open_them"),
    ],
)
def test_who_may_only_look_can_do_none_of_it(
    cast: Cast, looker: Browser, app: str, model: str, action: str
) -> None:
    _invitation(cast)
    kind = next(m for m in admin.site._registry if m._meta.label_lower == f"{app}.{model}")
    row = kind.objects.order_by("pk")[0]
    before = AuditEntry.objects.count()
    page = act(looker, model, action, row, reason="Because.", app=app)

    assert page.status_code == 200
    assert f'value="{action}"' not in page.content.decode()
    assert AuditEntry.objects.count() == before


def test_an_invitation_that_was_accepted_is_left_alone(cast: Cast, support: Browser) -> None:
    invitation = cast.bruno.agency.invitations.filter(accepted_at__isnull=False)[0]
    page = act(support, "invitation", "send_again", invitation, reason="Again.").content.decode()

    assert "It was accepted already." in page
    invitation.refresh_from_db()
    assert invitation.n_sent == 1


def _mail_row() -> Outbox:
    mail.write(
        to="reader@example.org",
        template="notice",
        language="en",
        context={"subject": "S", "text": "T", "link": "", "button": ""},
        agency=None,
        now=make.NOW,
    )
    return Outbox.objects.latest("pk")


def test_replaying_a_mail_says_to_whom_it_goes(support: Browser) -> None:
    page = act(support, "outbox", "replay", _mail_row()).content.decode()

    assert "The e-mail to reader@example.org is sent now." in page
    assert "No post goes out by this" in page


def test_a_message_that_is_being_handed_over_is_not_handed_over_twice(support: Browser) -> None:
    """Its lease is left alone: another relay would hand it over at the same time."""
    row = _mail_row()
    lease = database_now() + timedelta(minutes=4)
    Outbox.objects.filter(pk=row.pk).update(lease_until=lease)
    page = act(support, "outbox", "replay", row, reason="Impatience.").content.decode()

    assert "It is being handed over right now." in page
    row.refresh_from_db()
    assert row.lease_until == lease
    assert outbox.replay(ids=[row.pk], now=database_now()) == 0


def test_a_message_that_was_given_up_says_what_to_do_instead(support: Browser) -> None:
    row = _mail_row()
    Outbox.objects.filter(pk=row.pk).update(
        done_at=make.NOW, last_error="GiveUpError: no", payload={}
    )

    assert (
        "do the act in the product again" in act(support, "outbox", "replay", row).content.decode()
    )


def test_replaying_everything_never_repeats_a_post_that_may_be_out(
    cast: Cast, support: Browser
) -> None:
    delivery = make_posts.scheduled(cast.rita, cast.channel)
    until = database_now() + timedelta(minutes=2)
    for state, more in (
        ("claimed", {"epoch": 1, "lease_until": until}),
        ("sending", {}),
        ("unknown", {"lease_until": None, "check_after": until}),
    ):
        Delivery.objects.filter(pk=delivery.pk).update(state=state, **more)
    before = Delivery.objects.filter(pk=delivery.pk).values().get()
    act(support, "outbox", "replay", *Outbox.objects.all(), reason="All of it.")

    assert Delivery.objects.filter(pk=delivery.pk).values().get() == before
    assert not Attempt.objects.exists()
    assert not Publication.objects.exists()
    assert not [kind for kind in OUTBOX_HANDLERS if "publish" in OUTBOX_HANDLERS[kind]]


def test_a_gate_is_opened_with_a_reason(cast: Cast, support: Browser) -> None:
    gate = Gate.objects.get(channel=cast.channel)
    Gate.objects.filter(pk=gate.pk).update(
        shut_until=database_now() + timedelta(hours=1), reason="rate_limited"
    )
    act(support, "gate", "open_them", gate, reason="They lifted it.", app="clients")

    gate.refresh_from_db()
    assert gate.shut_until is None
    entry = AuditEntry.objects.get(verb="gate.opened")
    assert entry.data == {"reason": "rate_limited", "why": "They lifted it."}


def test_a_lost_second_factor_is_taken_away_and_told(cast: Cast, support: Browser) -> None:
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    user = cast.bruno.user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    act(support, "user", "take_second_factor", user, reason="Phone stolen, called back.")

    assert not Authenticator.objects.filter(user=user).exists()
    assert "second factor" in make.mail_context(to=user.email)["text"]
    entry = AuditEntry.objects.get(verb="person.second_factor_taken")
    assert entry.data == {"reason": "Phone stolen, called back."}


def test_no_package_brings_a_page_that_shows_secrets_or_changes_addresses_untraced() -> None:
    assert not {EmailAddress, Authenticator} & set(admin.site._registry)


# --- what the database refuses is said in words -------------------------------------------------------


def _user_form(user: User, **changed: str) -> dict[str, str]:
    data = {"email": user.email, "name": user.name, "language": "it", "is_active": "on"}
    return data | NO_MEMBERSHIPS | REASON | changed


def test_a_persons_address_that_is_taken_is_said(cast: Cast, support: Browser) -> None:
    bruno = cast.bruno.user
    answer = support.post(
        f"/admin/people/user/{bruno.pk}/change/", _user_form(bruno, email="RITA@example.org")
    )

    assert answer.status_code == 200
    assert "Somebody with this e-mail address is already here." in answer.content.decode()
    bruno.refresh_from_db()
    assert bruno.email == "bruno@example.org"


def test_an_address_with_capitals_is_taken_as_the_same_in_small_letters(
    cast: Cast, support: Browser
) -> None:
    bruno = cast.bruno.user
    url = f"/admin/people/user/{bruno.pk}/change/"

    assert support.post(url, _user_form(bruno, email="Bruno.Neri@Example.org")).status_code == 302
    bruno.refresh_from_db()
    assert bruno.email == "bruno.neri@example.org"


def test_a_contacts_address_that_is_taken_is_said_and_what_was_typed_stays(
    cast: Cast, support: Browser
) -> None:
    other = make.contact(cast.alice, cast.client, "Pino Ridolfi")
    data = {"name": "Pino R.", "email": cast.carla.email.upper(), "part": other.part}
    data |= {"language": "it", "form": other.form, **REASON}
    answer = support.post(f"/admin/clients/contact/{other.pk}/change/", data)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "The client already has a contact with this e-mail address." in page
    assert 'value="Pino R."' in page
    assert "They asked." in page


def test_a_client_who_leaves_without_a_day_is_said(cast: Cast, support: Browser) -> None:
    row = cast.client
    data = {"slug": row.slug, "name": row.name, "kind": row.kind, "status": "leaving"}
    data |= {"language": "it", "time_zone": "Europe/Rome", "colour": row.colour}
    data |= {"approval": row.approval, "facts": "{}", "summary": "", **REASON}
    data |= {"channels-TOTAL_FORMS": "0", "channels-INITIAL_FORMS": "0"}
    answer = support.post(f"/admin/clients/client/{row.pk}/change/", data)

    assert answer.status_code == 200
    assert "A client who leaves needs a last day." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_only_the_database_refuses_is_said_too(sign_in: SignIn) -> None:
    """A second membership of the same person is refused by a rule over columns; nothing of it stays."""
    cast = make.cast()
    support = sign_in(make.staff())
    data = {
        "agency": cast.agency.pk,
        "user": cast.bruno.user.pk,
        "role": "editor",
        "is_active": "on",
    }
    answer = support.post("/admin/people/member/add/", data | REASON)

    assert answer.status_code == 200
    assert "This person is in the agency already." in answer.content.decode()
    assert Member.objects.filter(user=cast.bruno.user).count() == 1


def test_a_delete_is_nowhere_offered(cast: Cast, support: Browser) -> None:
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label not in (
            "people",
            "clients",
            "editorial",
            "community",
            "analytics",
        ):
            continue
        row = model._default_manager.first()
        if row is None:
            continue
        url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/delete/"
        assert support.post(url, {"post": "yes"}).status_code == 403, url
        assert "delete_selected" not in model_admin.actions


def test_the_trail_of_a_client_tells_who_changed_what(cast: Cast, support: Browser) -> None:
    page = support.get(f"/admin/clients/client/{cast.client.pk}/change/").content.decode()

    assert "made the client" in page
    assert "added the contact" in page
    whole = support.get(f"/admin/clients/client/{cast.client.pk}/history/", follow=True)
    assert whole.status_code == 200
    assert "made the client" in whole.content.decode()
