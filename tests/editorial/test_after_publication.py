"""Correcting and removing what is out: what people ask for, and what becomes of it on each channel."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from clients.models import Approval, Channel, ContactPart
from clients.models.channels import Health
from editorial.actions import (
    amending,
    answering,
    checking_remedies,
    deciding_remedies,
    reaping,
    reaping_remedies,
)
from editorial.actions.amending import AmendRefusedError
from editorial.actions.rewording import NewWords
from editorial.lifecycle import Gone, ReviewDecision
from editorial.models import Amendment, Delivery, Post, Remedy, Review
from editorial.queries import history
from editorial.queries.listing import Filters, narrow
from editorial.remedies import REMEDY_MOVES, RemedyState
from editorial.verdicts import FIRST_BACK_OFF
from people.clock import database_now
from people.models import AuditEntry, Notice
from tests import make
from tests.editorial.after import (
    MINUTE,
    NEW,
    OLD,
    SECOND,
    carry_out,
    corrected,
    is_there,
    only,
    out,
    removed,
    said,
    states,
)
from tests.editorial.threads import COMMENT, FIRST, THREAD
from tests.make_posts import run_round
from tests.portal.people import visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_correction_changes_the_post_on_every_channel_and_keeps_the_first_words(
    owner, channel, other_channel
):
    delivery = out(owner, channel, other_channel)
    amendment = corrected(owner, delivery)
    assert carry_out() == 2
    assert (said(channel), said(other_channel)) == ([NEW], [NEW])
    assert states(amendment) == ["done", "done"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.gone, delivery.publication.text) == ("published", "", NEW)
    delivery.post.refresh_from_db()
    assert (delivery.post.text, delivery.post.stage) == (NEW, "approved")
    lines = history.history(post=delivery.post, content=amendment.revision.content)
    assert [change.kind for change in lines[0].changes.words[None]] == [
        "same", "removed", "added", "same",
    ]  # fmt: skip
    assert lines[1].number == delivery.revision.number
    assert carry_out() == 0


def test_a_removal_takes_the_post_away_and_keeps_its_figures_and_words(owner, channel):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery, why="Data sbagliata")
    assert carry_out() == 1
    assert said(channel) == []
    assert states(amendment) == ["done"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.shown, delivery.publication.text) == (
        "published", Gone.REMOVED, OLD,
    )  # fmt: skip
    assert delivery.publication.removed_at == delivery.gone_at
    verbs = AuditEntry.objects.filter(agency=owner.agency).values_list("verb", "actor_name")
    assert ("post.removal_asked", "Alice") in verbs
    assert ("delivery.removed", "") in verbs


def test_of_a_thread_all_parts_go_the_last_one_first(owner, channel):
    delivery = out(owner, channel, text=FIRST, thread=THREAD, first_comment=COMMENT)
    ids = [delivery.publication.remote_id, *delivery.steps.filter(state="done").order_by("position").values_list("remote_ref", flat=True)]  # fmt: skip
    assert len(ids) == 4
    amendment = removed(owner, delivery)
    assert carry_out() == 4
    assert [is_there(channel, each) for each in ids] == [False] * 4
    tries = [r.attempts.get() for r in amendment.remedies.order_by("-position")]
    assert [t.started_at for t in tries] == sorted(t.started_at for t in tries)


def test_of_a_thread_only_the_parts_that_change_are_corrected(owner, channel):
    delivery = out(owner, channel, text=FIRST, thread=THREAD, first_comment=COMMENT)
    words = NewWords(FIRST, thread=(THREAD[0], "Aldo ha cambiato idea."))
    amendment = corrected(owner, delivery, words=words)
    assert [(r.position, r.before, r.after) for r in amendment.remedies.all()] == [
        (102 - 1, THREAD[1], "Aldo ha cambiato idea.")
    ]
    assert carry_out() == 1
    assert states(amendment) == ["done"]
    again = corrected(owner, delivery, words=NewWords(FIRST, thread=(THREAD[0], "Ultima.")))
    assert only(again).before == "Aldo ha cambiato idea."


def test_a_channel_that_is_not_chosen_keeps_what_it_says(owner, channel, other_channel):
    delivery = out(owner, channel, other_channel)
    corrected(owner, delivery, channels=[channel.pk])
    carry_out()
    assert (said(channel), said(other_channel)) == ([NEW], [OLD])
    post = delivery.post
    assert post.versions.get(channel=other_channel).text == OLD
    removed(owner, delivery, channels=[other_channel.pk])
    carry_out()
    assert (said(channel), said(other_channel)) == ([NEW], [])


def test_what_is_removed_is_never_sent_again(owner, channel):
    delivery = out(owner, channel)
    removed(owner, delivery)
    carry_out()
    reaping.reap(now=database_now() + 30 * MINUTE)
    assert run_round(database_now() + 30 * MINUTE) == 0
    assert said(channel) == []
    with translation.override("en"), pytest.raises(AmendRefusedError, match="at least one channel"):
        removed(owner, delivery)


def test_the_same_removal_is_asked_for_once(owner, channel):
    delivery = out(owner, channel)
    removed(owner, delivery)
    with translation.override("en"), pytest.raises(AmendRefusedError, match="already"):
        removed(owner, delivery)
    assert Amendment.objects.count() == 1


def test_a_correction_that_changes_nothing_or_is_too_long_is_refused_and_nothing_is_touched(
    owner, channel
):
    delivery = out(owner, channel)
    with translation.override("en"), pytest.raises(AmendRefusedError, match="Nothing would change"):
        corrected(owner, delivery, text=OLD)
    with pytest.raises(Exception, match="500"):
        corrected(owner, delivery, text="a" * 501)
    delivery.post.refresh_from_db()
    assert (delivery.post.text, delivery.post.stage) == (OLD, "approved")
    assert not Remedy.objects.exists()


# Approval


@pytest.fixture
def approver(client_of):
    client_of.approval = Approval.CLIENT
    client_of.save()
    return client_of.contacts.create(
        agency=client_of.agency, name="Marta", email="marta@trecorvi.example", language="en",
        part=ContactPart.APPROVER,
    )  # fmt: skip


def approved_by_the_client(owner, channel, approver) -> Delivery:
    client = channel.client
    type(client).objects.filter(pk=client.pk).update(approval=Approval.NONE)
    delivery = out(owner, channel)
    Review.objects.create(
        agency=owner.agency, client=client, post=delivery.post, revision=delivery.revision,
        step="client", asked_by=owner, asked_at=database_now(), decision="approved",
        decided_at=database_now(), decided_by_contact=approver, decided_name=approver.name,
    )  # fmt: skip
    type(client).objects.filter(pk=client.pk).update(approval=Approval.CLIENT)
    return Delivery.objects.get(pk=delivery.pk)


def test_a_correction_of_what_a_client_approves_waits_for_the_client(owner, channel, approver):
    delivery = approved_by_the_client(owner, channel, approver)
    amendment = corrected(owner, delivery)
    assert carry_out() == 0
    assert said(channel) == [OLD]
    review = Review.objects.open().get()
    assert review.revision == amendment.revision
    page = visitor(approver).get().content.decode()
    assert "the corrected words take the place" in page
    assert "<del>" in page
    assert "Goes out" not in page
    answering.decide_by_contact(
        review=review, contact=approver, decision=ReviewDecision.APPROVED,
        seen=amendment.revision.content_hash, now=database_now(),
    )  # fmt: skip
    assert carry_out() == 1
    assert said(channel) == [NEW]


def test_a_correction_can_be_taken_back_until_it_is_approved(owner, channel, approver):
    delivery = approved_by_the_client(owner, channel, approver)
    amendment = corrected(owner, delivery)
    amending.take_back(amendment=amendment, member=owner, now=database_now())
    assert states(amendment) == ["left"]
    post = delivery.post
    post.refresh_from_db()
    assert (post.text, post.stage) == (OLD, "approved")
    assert not Review.objects.open().exists()
    with pytest.raises(AmendRefusedError):
        amending.take_back(amendment=amendment, member=owner, now=database_now())


def test_words_that_changed_after_the_approval_do_not_go_out(owner, channel):
    """The correction is bound to its revision, whatever the post says meanwhile."""
    delivery = out(owner, channel)
    corrected(owner, delivery, text="Si pota forse.")
    corrected(owner, delivery, text=NEW)
    assert carry_out() == 1
    assert said(channel) == [NEW]
    assert sorted(Remedy.objects.values_list("state", flat=True)) == ["done", "left"]


def test_a_removal_waits_for_nobody_and_who_approved_is_told_why(owner, channel, approver):
    delivery = approved_by_the_client(owner, channel, approver)
    removed(owner, delivery, why="La data è sbagliata")
    assert carry_out() == 1
    assert make.mail_context(to=approver.email)["why"] == "La data è sbagliata"


# When the network or the program fails


@pytest.mark.parametrize("deed", ["PUT", "DELETE"])
@pytest.mark.parametrize("kind", ["reset_after", "error_after", "cut_before", "reset_before"])
def test_a_call_without_an_answer_is_read_back_before_anything_is_tried_again(
    owner, channel, sandbox, look_now, deed, kind
):
    delivery = out(owner, channel)
    amendment = corrected(owner, delivery) if deed == "PUT" else removed(owner, delivery)
    sandbox.order("faults", kind=kind, match=deed)
    carry_out()
    if states(amendment) == ["done"]:
        assert (deed, kind) == ("DELETE", "cut_before")  # its status said so; nothing was removed
        return
    assert states(amendment) == ["unknown"]
    assert carry_out() == 0
    now = look_now()
    is_effective = kind.endswith("_after")
    assert states(amendment) == ["done" if is_effective else "waiting"]
    carry_out(now + 2 * FIRST_BACK_OFF)
    assert states(amendment) == ["done"]
    assert said(channel) == ([NEW] if deed == "PUT" else [])
    assert only(amendment).attempts.count() == (1 if is_effective else 2)


@pytest.fixture
def look_now():
    def look():
        now = database_now() + 2 * MINUTE
        checking_remedies.look_up_remedies_due(now=now)
        return now

    return look


def test_what_is_gone_already_is_removed_and_cannot_be_corrected(owner, channel, other_channel):
    delivery = out(owner, channel, other_channel)
    for each in delivery.post.deliveries.all():
        opened = amending.connecting.open_channel(each.channel)
        opened.connector.remove(opened.credentials, each.publication.remote_id, timeout_s=60)
    amendment = corrected(owner, delivery, channels=[channel.pk])
    carry_out()
    assert (only(amendment).state, only(amendment).reason) == ("needs_human", "not_found")
    amendment = removed(owner, delivery)
    carry_out()
    assert states(amendment) == ["done", "done"]


def test_a_refusal_and_a_dead_token_are_put_to_a_person_once(owner, channel, sandbox):
    delivery = out(owner, channel)
    amendment = corrected(owner, delivery)
    sandbox.order("faults", kind="invalid", match="PUT")
    carry_out()
    assert (only(amendment).state, only(amendment).reason) == ("needs_human", "content_rejected")
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1
    deciding_remedies.try_again(
        delivery=delivery, amendment=amendment, member=owner, now=database_now()
    )
    carry_out()
    assert said(channel) == [NEW]


def test_a_network_that_asks_to_wait_is_waited_for_and_a_shut_gate_heeded(owner, channel, sandbox):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    sandbox.order("faults", kind="rate_limit", seconds=90, match="DELETE")
    now = database_now()
    carry_out(now)
    assert states(amendment) == ["waiting"]
    assert only(amendment).next_try_at >= now + 89 * SECOND
    assert carry_out(now + MINUTE) == 0
    Remedy.objects.update(next_try_at=now)
    assert carry_out(now + MINUTE) == 0, "the gate is shut"
    assert carry_out(now + 2 * MINUTE) == 1
    assert states(amendment) == ["done"]


def test_after_six_tries_a_person_is_asked(owner, channel, sandbox):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    sandbox.order("faults", kind="rate_limit", seconds=1, match="DELETE", n=99)
    now = database_now()
    for _ in range(9):
        now += 40 * MINUTE
        carry_out(now)
    assert states(amendment) == ["needs_human"]
    assert only(amendment).attempts.count() == 6


def test_a_channel_to_reconnect_holds_it_and_its_return_lets_it_go(owner, channel):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    Channel.objects.filter(pk=channel.pk).update(health=Health.RECONNECT)
    assert carry_out() == 0
    reaping_remedies.reap_remedies(now=database_now())
    assert (only(amendment).state, only(amendment).reason) == ("needs_human", "reconnect")
    Channel.objects.filter(pk=channel.pk).update(health=Health.OK)
    reaping_remedies.reap_remedies(now=database_now())
    assert carry_out() == 1
    assert states(amendment) == ["done"]


def test_where_no_program_can_a_person_is_asked_and_says_that_it_is_done(owner, channel):
    delivery = out(owner, channel)
    Channel.objects.filter(pk=channel.pk).update(health=Health.BY_HAND)
    amendment = removed(owner, delivery)
    assert carry_out() == 0
    reaping_remedies.reap_remedies(now=database_now())
    assert states(amendment) == ["by_hand"]
    assert Notice.objects.filter(member=owner, kind="delivery").count() == 1
    assert [post.pk for post in narrow(Post.objects.all(), Filters(group="fix"))] == [
        delivery.post_id
    ]
    deciding_remedies.done_by_hand(
        delivery=delivery, amendment=amendment, member=owner, now=database_now()
    )
    assert not narrow(Post.objects.all(), Filters(group="fix"))
    delivery.refresh_from_db()
    assert (only(amendment).state, only(amendment).done_by, delivery.gone) == (
        "done", owner, "removed",
    )  # fmt: skip


def test_what_stands_can_be_left_and_is_then_no_more(owner, channel, sandbox):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    sandbox.order("faults", kind="forbidden", match="DELETE")
    carry_out()
    deciding_remedies.leave(
        delivery=delivery, amendment=amendment, member=owner, now=database_now()
    )
    delivery.refresh_from_db()
    assert (states(amendment), delivery.gone) == (["left"], "")
    with pytest.raises(deciding_remedies.NotWaitingError):
        deciding_remedies.leave(
            delivery=delivery, amendment=amendment, member=owner, now=database_now()
        )


# What the database refuses, whatever code runs


def test_the_database_knows_the_legal_moves_and_keeps_what_was_tried(owner, channel):
    delivery = out(owner, channel)
    remedy = only(removed(owner, delivery))
    carry_out()
    for state in RemedyState:
        if state == RemedyState.DONE:
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            Remedy.objects.filter(pk=remedy.pk).update(state=state, done_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(gone="removed", gone_at=None)
    assert not any(was == RemedyState.DONE for was, _ in REMEDY_MOVES)
