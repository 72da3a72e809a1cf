"""Today of the whole agency or of one person, and the tasks that are due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import meetings
from clients.meetings import Side
from clients.models import Assignment, Channel, Task
from editorial.models import Delivery
from editorial.when import wall_of
from people.actions.absences import say_absence
from people.clock import database_now
from people.models import Member, Notice
from people.roles import Role
from tests import make, make_posts
from tests.desk.test_today import main, part
from tests.portal.people import asked, draft


def task(cast, text: str, days: int, *, who: Member | None = None, side=Side.OURS) -> Task:
    return meetings.give_task(
        by=cast.rita, client=cast.client, meeting=None, text=text, side=side, member=who,
        due_on=make.today(cast.client) + timedelta(days=days), now=database_now(),
    )  # fmt: skip


def test_tasks_of_today_and_late_ones_stand_there_until_they_are_done(cast, rivals, sign_in):
    task(cast, "Di oggi", 0, who=cast.bruno)
    task(cast, "In ritardo", -2)
    task(cast, "Di domani", 1)
    task(cast, "Del cliente", 0, side=Side.THEIRS)
    browser = sign_in(cast.bruno)
    words = part(main(browser), "due-today")
    assert words.index("In ritardo") < words.index("Di oggi")
    assert "was due" in words
    for absent in ("Di domani", "Del cliente"):
        assert absent not in words
    # An editor may tick what is theirs, and with the strategy in their hands that of others.
    found = Task.objects.get(text="Di oggi")
    url = reverse("clients:task", args=[cast.client.slug, found.public_id])
    answer = browser.post(url, {"from": "today", "is_done": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:today")
    page = answer.content.decode()
    assert "Di oggi" not in part(page, "due-today")
    assert f'action="{url}?from=today"' in page
    # Undone, it stands there again.
    answer = browser.post(f"{url}?from=today", follow=True)
    assert "Di oggi" in part(answer.content.decode(), "due-today")
    assert "Di oggi" not in main(sign_in(rivals.eve))


def test_who_may_not_tick_a_task_is_shown_it_without_the_button(cast, sign_in):
    task(cast, "Di Rita", 0, who=cast.rita)
    watcher = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, watcher, Role.ANALYST)
    words = part(main(sign_in(watcher)), "due-today")
    assert "Di Rita" in words
    assert "<button" not in words
    assert "<button" in part(main(sign_in(cast.rita)), "due-today")


def test_the_choice_stands_in_the_address_and_is_kept_for_the_person(cast, sign_in):
    browser = sign_in(cast.alice)
    answer = browser.post(reverse("desk:whose"), {"whose": "mine"})
    assert answer["Location"] == "/t/?whose=mine"
    assert Member.objects.get(pk=cast.alice.pk).sees_own_only
    pressed = '<button class="btn" name="whose" value="mine" aria-pressed="true">'
    assert pressed in main(browser)
    # The address wins, and changes nothing.
    assert pressed not in main(browser, "/t/?whose=all")
    assert pressed in main(browser)
    assert pressed not in main(sign_in(cast.rita))
    browser.post(reverse("desk:whose"), {"whose": "all"})
    assert pressed not in main(browser)


def test_an_owners_own_are_the_clients_that_no_manager_has_and_the_posts_they_began(cast, sign_in):
    Channel.objects.update(health="reconnect")
    browser = sign_in(cast.alice)
    assert cast.client.name in part(main(browser, "/t/?whose=all"), "unblock")
    assert cast.client.name not in part(main(browser, "/t/?whose=mine"), "unblock")
    Channel.objects.update(health="ok")
    missed = make_posts.scheduled(cast.alice, cast.channel, text="Di Alice")
    Channel.objects.update(health="reconnect")
    Delivery.objects.filter(pk=missed.pk).update(state="missed", reason="late")
    assert "Di Alice" in part(main(browser, "/t/?whose=mine"), "unblock")
    Delivery.objects.update(state="cancelled")
    Assignment.objects.filter(member=cast.rita).delete()
    assert cast.client.name in part(main(browser, "/t/?whose=mine"), "unblock")


def test_what_only_others_may_settle_is_not_mine(cast, sign_in):
    Channel.objects.update(health="reconnect")
    for who, is_there in ((cast.bruno, False), (cast.rita, True)):
        browser = sign_in(who)
        assert cast.client.name in part(main(browser, "/t/?whose=all"), "unblock")
        words = part(main(browser, "/t/?whose=mine"), "unblock")
        assert (cast.client.name in words) is is_there


def test_drafts_and_questions_are_of_who_began_them(cast, sign_in):
    mine = draft(cast, "Mia bozza")
    mine.wall_at = wall_of(database_now() + timedelta(days=2), mine.time_zone)
    mine.save(update_fields=["wall_at"])
    asked(cast, "Chiesto al cliente")
    began, others = mine.created_by, cast.alice
    own = main(sign_in(began), "/t/?whose=mine")
    assert "Mia bozza" in part(own, "planned")
    other = main(sign_in(others), "/t/?whose=mine")
    assert "Mia bozza" not in other
    assert "post to decide" not in other
    assert "post to decide" in main(sign_in(others), "/t/?whose=all")


@pytest.mark.parametrize("whose", ["all", "mine"])
@pytest.mark.parametrize("who", ["alice", "rita"])
def test_either_way_today_asks_at_most_twelve_times(
    cast, sign_in, django_assert_max_num_queries, who, whose
):
    for n in range(3):
        task(cast, f"Compito {n}", 0, who=cast.rita)
    browser = sign_in(getattr(cast, who))
    main(browser, f"/t/?whose={whose}")
    with django_assert_max_num_queries(12):
        main(browser, f"/t/?whose={whose}")


def test_a_task_is_handed_over_to_a_colleague_who_is_told(cast, rivals, sign_in):
    found = task(cast, "Da passare", 0, who=cast.bruno)
    url = reverse("clients:task_hand_over", args=[cast.client.slug, found.public_id])
    say_absence(
        by=cast.alice, member=cast.rita, first_on=found.due_on, last_on=found.due_on,
        now=database_now(),
    )  # fmt: skip
    browser = sign_in(cast.bruno)
    assert url in part(main(browser), "due-today")
    choices = browser.get(url).content.decode()
    assert f"{cast.rita.user} (away until " in choices
    assert str(cast.bruno.user) not in choices
    answer = browser.post(url, {"to": str(cast.rita.public_id)}, follow=True)
    assert f"{cast.rita.user} has it now: Da passare" in answer.content.decode()
    found.refresh_from_db()
    assert found.member == cast.rita
    assert Notice.objects.filter(member=cast.rita, text__contains="Da passare").exists()
    # It is no longer Bruno's to give away but by the strategy he writes; of strangers it is nobody's.
    page = browser.post(url, {"to": str(rivals.eve.public_id)}, follow=True).content.decode()
    assert "Choose a colleague who works on this client." in page
    assert sign_in(rivals.eve).get(url).status_code == 404
    found.refresh_from_db()
    assert found.member == cast.rita
