"""A database put back from a backup, or a copied installation, publishes nothing twice and loses nothing."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from editorial import tasks, when
from editorial.actions import looking_at_channels, moving, reaping, reconciling, standing_down
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Publication
from people import installation, mail
from people.clock import database_now
from people.models import AuditEntry, Installation, Outbox, User
from smm import tasks as smm_tasks
from tests.editorial.engine import creates, state
from tests.editorial.test_channel_looks import posted_outside
from tests.make_posts import just_after, run_round, scheduled
from tests.putting_back import Backup

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Any) -> Any:
    """A directory of data of its own, and the identity of this installation."""
    settings.DATA_DIR, settings.INSTANCE_ID = tmp_path, "the original"
    return tmp_path


def live_on(minutes: int) -> None:
    """The installation runs for some minutes."""
    for minute in range(1, minutes + 1):
        installation.show_life(now=database_now() + minute * MINUTE)


def look_until_settled(delivery: Delivery, at: Any) -> Any:
    for _ in range(12):
        at += timedelta(seconds=70)
        reconciling.look_up_due(now=at)
        if state(delivery) != S.UNKNOWN:
            break
    return at


def test_what_went_out_after_the_backup_is_found_and_not_sent_again(
    owner: Any, channel: Any, other_channel: Any, sandbox: Any
) -> None:
    installation.show_life(now=database_now())
    out = scheduled(owner, channel, text="Uscito dopo la copia.", due_in=MINUTE)
    later = scheduled(owner, other_channel, text="Non ancora uscito.", due_in=timedelta(hours=3))
    backup = Backup()
    run_round(just_after(out))
    live_on(3)
    assert creates(sandbox, "Uscito dopo la copia.") == 1
    backup.put_back()
    assert state(out) == S.SCHEDULED

    now = just_after(out)
    assert run_round(now) == 0
    assert standing_down.stand_down_if_put_back(now=now)
    reaping.reap(now=now + timedelta(hours=1))
    assert state(out) == S.UNKNOWN
    assert state(later) == S.SCHEDULED
    look_until_settled(out, now)
    assert state(out) == S.PUBLISHED
    assert run_round(just_after(later)) == 0

    assert installation.resume(by=None, reason="checked", now=now)
    assert run_round(just_after(later)) == 1
    assert (creates(sandbox, "Uscito dopo la copia."), creates(sandbox, "Non ancora uscito.")) == (
        1,
        1,
    )
    verbs = AuditEntry.objects.filter(verb__startswith="installation.").order_by("id")
    assert [each.verb for each in verbs] == ["installation.paused", "installation.resumed"]


def test_what_was_moved_to_an_earlier_day_meanwhile_is_found_and_not_sent_again(
    owner: Any, channel: Any, other_channel: Any, sandbox: Any
) -> None:
    """Also of the same words twice: one is out, the other goes out at its own time."""
    installation.show_life(now=database_now())
    words = "La cantina è aperta anche domenica, dalle dieci."
    moved = scheduled(owner, channel, text=words, due_in=timedelta(days=2))
    weekly = scheduled(owner, channel, text=words, due_in=timedelta(days=9))
    other = scheduled(
        owner, other_channel, text="Tutt'altre parole di chi pota.", due_in=MINUTE * 90
    )
    backup = Backup()
    soon = when.wall_of(database_now() + 3 * MINUTE, channel.client.time_zone)
    moving.move(
        post=moved.post, member=owner, may_schedule=True, wall_at=soon.replace(second=0, microsecond=0),
        is_repeat_ok=True, now=database_now(),
    )  # fmt: skip
    run_round(just_after(Delivery.objects.get(pk=moved.pk)))
    posted_outside(channel, "Scritto dal telefono da qualcuno del cliente.")
    live_on(3)
    backup.put_back()
    assert (state(moved), creates(sandbox, words)) == (S.SCHEDULED, 1)

    now = database_now() + 10 * MINUTE
    assert standing_down.stand_down_if_put_back(now=now)
    looking_at_channels.look_at_channels_due(now=now)
    assert [state(each) for each in (moved, weekly, other)] == [S.UNKNOWN, S.SCHEDULED, S.SCHEDULED]
    now = look_until_settled(moved, now)
    assert state(moved) == S.PUBLISHED
    looking_at_channels.look_at(channel, now=now)
    outside = Publication.objects.filter(channel=channel, delivery=None).values_list("text")
    assert list(outside) == [("Scritto dal telefono da qualcuno del cliente.",)]

    installation.resume(by=None, reason="checked", now=now)
    for each in (moved, other, weekly):
        run_round(just_after(each))
    assert (creates(sandbox, words), state(weekly), state(other)) == (2, S.PUBLISHED, S.PUBLISHED)


def test_what_was_only_taken_for_a_post_that_stood_there_goes_out_at_its_time(
    owner: Any, channel: Any, sandbox: Any
) -> None:
    installation.show_life(now=database_now())
    words = "Si pota lo stesso, anche se piove da tre giorni."
    later = scheduled(owner, channel, text=words, due_in=timedelta(days=3))
    posted_outside(channel, "Anche se piove da tre giorni, si pota lo stesso.")
    now = database_now() + 10 * MINUTE
    standing_down.stand_down(why=Installation.Why.BY_HAND, now=now)
    looking_at_channels.look_at_channels_due(now=now)
    assert state(later) == S.UNKNOWN
    now = look_until_settled(later, now)
    assert state(later) == S.SCHEDULED

    installation.resume(by=None, reason="", now=now)
    assert run_round(now) == 0, "not before its hour"
    assert run_round(just_after(later)) == 1
    assert creates(sandbox, words) == 1


def test_what_is_proved_absent_waits_for_a_person_to_let_the_installation_go(
    owner: Any, channel: Any, sandbox: Any
) -> None:
    installation.show_life(now=database_now())
    due = scheduled(owner, channel, text="Mai partito.")
    now = just_after(due)
    standing_down.stand_down(why=Installation.Why.BY_HAND, now=now)
    now = look_until_settled(due, now)
    assert state(due) == S.SCHEDULED
    assert run_round(now) == 0
    installation.resume(by=None, reason="", now=now)
    assert run_round(now) == 1
    assert creates(sandbox, "Mai partito.") == 1


def test_a_copy_sends_nothing_under_another_name(
    owner: Any, channel: Any, settings: Any, sandbox: Any
) -> None:
    installation.show_life(now=database_now())
    due = scheduled(owner, channel)
    settings.INSTANCE_ID = "a copy"
    assert run_round(just_after(due)) == 0
    assert installation.stands_still()
    assert installation.doubt(now=just_after(due)) == Installation.Why.COPIED
    standing_down.stand_down_if_put_back(now=just_after(due))
    row = Installation.objects.get()
    assert (row.instance_id, row.why) == ("a copy", "copied")
    assert not standing_down.stand_down_if_put_back(now=just_after(due)), "once is enough"


def test_a_copied_directory_of_data_betrays_itself(
    owner: Any, channel: Any, settings: Any, tmp_path: Any
) -> None:
    installation.show_life(now=database_now())
    due = scheduled(owner, channel)
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(installation.path(), copy / installation.path().name)
    settings.DATA_DIR = copy
    assert run_round(just_after(due)) == 0
    assert installation.doubt(now=just_after(due)) == Installation.Why.COPIED


def test_a_database_that_comes_to_a_strange_directory_is_one_that_was_put_back(
    owner: Any, channel: Any, settings: Any, tmp_path: Any
) -> None:
    started = database_now() - timedelta(hours=2)
    installation.show_life(now=started)
    installation.show_life(now=started + 2 * MINUTE)
    due = scheduled(owner, channel)
    settings.DATA_DIR = tmp_path / "elsewhere"
    assert run_round(just_after(due)) == 0
    assert installation.doubt(now=database_now()) == Installation.Why.RESTORED


def test_machines_that_share_a_living_database_go_on(
    owner: Any, channel: Any, settings: Any, tmp_path: Any, sandbox: Any
) -> None:
    live_on(3)
    settings.DATA_DIR = tmp_path / "another machine"
    now = database_now()
    assert not standing_down.stand_down_if_put_back(now=now)
    assert run_round(just_after(scheduled(owner, channel))) == 1
    said = json.loads(installation.path().read_text())
    assert said["generation"] == Installation.objects.get().generation


def test_an_installation_that_only_was_off_goes_on(owner: Any, channel: Any) -> None:
    live_on(2)
    due = scheduled(owner, channel, due_in=timedelta(days=30))
    assert not standing_down.stand_down_if_put_back(now=just_after(due))
    assert run_round(just_after(due)) == 1


def test_no_mail_and_no_token_leaves_a_paused_installation(owner: Any) -> None:
    installation.show_life(now=database_now())
    standing_down.stand_down(why=Installation.Why.BY_HAND, now=database_now())
    mail.write(
        to="nora@quintavoce.example",
        template="notice",
        language="en",
        context={"text": "It is out.", "url": "http://localhost/"},
        agency=owner.agency,
        now=database_now(),
    )
    smm_tasks.relay_outbox()
    assert Outbox.objects.filter(done_at=None).count() == 1
    call_command("installation", "--resume", stdout=StringIO())
    smm_tasks.relay_outbox()
    assert Outbox.objects.filter(done_at=None).count() == 0


def test_the_clock_stands_down_before_it_calls_anything_late(owner: Any, channel: Any) -> None:
    installation.show_life(now=database_now())
    due = scheduled(owner, channel)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE editorial_delivery SET due_at = smm_now() - interval '3 hours',"
            " next_attempt_at = smm_now() - interval '3 hours' WHERE id = %s",
            [due.pk],
        )
    Installation.objects.update(generation=0)
    tasks.reap()
    assert state(due) == S.UNKNOWN


def test_everybody_is_told_and_support_lets_it_go_with_a_reason(
    owner: Any, channel: Any, sign_in: Any
) -> None:
    installation.show_life(now=database_now())
    said = StringIO()
    call_command("installation", "--pause", stdout=said)
    assert "Nothing goes out." in said.getvalue()
    User.objects.filter(pk=owner.user_id).update(is_staff=True, is_superuser=True, language="en")
    owner.user.refresh_from_db()
    browser = sign_in(owner)
    words = "nothing goes out; what may be out already is being looked up"
    page = browser.get(reverse("desk:today"))
    assert words in page.content.decode()
    listing = reverse("admin:people_installation_changelist")
    assert listing in page.content.decode()
    asked = {"action": "resume", "_selected_action": ["1"]}
    assert "two would publish the same" in browser.post(listing, asked).content.decode()
    browser.post(listing, {**asked, "confirm": "yes", "reason": "The old machine is gone."})
    assert not installation.stands_still()
    assert words not in browser.get(reverse("desk:today")).content.decode()
    assert AuditEntry.objects.get(verb="installation.resumed").data == {
        "reason": "The old machine is gone."
    }


def test_two_workers_that_find_it_out_at_once_pause_it_once(owner: Any, channel: Any) -> None:
    installation.show_life(now=database_now())
    scheduled(owner, channel)
    why, now = Installation.Why.RESTORED, database_now()
    assert [standing_down.stand_down(why=why, now=now) for _ in range(2)] == [True, False]
    assert AuditEntry.objects.filter(verb="installation.paused").count() == 1


def test_a_disk_that_takes_nothing_stops_no_publishing(
    owner: Any, channel: Any, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "a file").write_text("where a directory should be")
    settings.DATA_DIR = tmp_path / "a file"
    due = scheduled(owner, channel)
    tasks.reap()
    assert Installation.objects.count() == 1
    assert run_round(just_after(due)) == 1
