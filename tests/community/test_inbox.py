"""The inbox as people use it: who waits first, what each button does, what strangers see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.actions import by_hand
from clients.models import Client
from community.actions import promising, writing_down
from community.models import Conversation, Hearing, ReplyPromise
from community.queries.overdue import overdue
from community.states import Kind, Settled, Standing
from people.actions.absences import say_absence
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def instagram(cast):
    """A channel of the client's that a person keeps."""
    return by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )


@pytest.fixture
def says(cast, instagram):
    """``says("Marta", "quanto costa?", ago=timedelta(hours=1))``: written down by Alice."""

    def say(person, text, *, ago=timedelta(minutes=5), channel=instagram, by=cast.alice):
        now = database_now()
        return writing_down.write_down(
            by=by, channel=channel, kind=Kind.COMMENT, person=person, text=text,
            said_at=now - ago, now=now,
        )  # fmt: skip

    return say


def promise_round_the_clock(by, client, within_h):
    day = timezone.datetime(2026, 1, 1)
    promising.promise(
        by=by, client=client, within_h=within_h, days=range(1, 8), opens=day.time(),
        closes=day.replace(hour=23, minute=59).time(), now=database_now(),
    )  # fmt: skip


def page_of(browser, url, **asked):
    answer = browser.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def act(browser, conversation, deed, **more):
    url = reverse("community:inbox_act", args=[conversation.client.slug, conversation.public_id])
    return browser.post(url, {"deed": deed, **more}, follow=True)


def test_whoever_has_the_least_time_left_stands_first(cast, says, sign_in):
    promise_round_the_clock(cast.alice, cast.client, 4)
    other = make.client(cast.alice, "Senza promesse")
    channel = by_hand.add_channel(
        by=cast.alice, client=other, network="instagram", account="@altri", now=make.NOW
    )
    says("Senza promessa", "ciao", ago=timedelta(hours=9), channel=channel)
    says("Marta", "quanto costa??", ago=timedelta(hours=1))
    says("Gino", "non giro più il collo", ago=timedelta(days=3))

    page = page_of(sign_in(cast.alice), reverse("community:all_inbox"))

    assert page.index("Gino") < page.index("Marta") < page.index("Senza promessa")
    assert "One person has waited longer than promised." in page
    assert "quanto costa??" in page


def test_a_promise_holds_for_whoever_waits_already_and_goes_when_it_is_withdrawn(
    cast, says, sign_in
):
    says("Gino", "non giro più il collo", ago=timedelta(days=8))
    assert overdue(member=cast.alice, now=database_now()) == []
    browser = sign_in(cast.alice)
    url = reverse("community:inbox_promise", args=[cast.client.slug])
    words = {
        "within_h": "8",
        "days": ["1", "2", "3", "4", "5"],
        "opens": "09:00",
        "closes": "18:00",
    }

    assert browser.post(url, words).status_code == 302
    (late,) = overdue(member=cast.alice, now=database_now())
    assert (late.client, late.n) == (cast.client, 1)

    assert browser.post(url, {**words, "within_h": ""}).status_code == 302
    assert not ReplyPromise.objects.exists()
    assert overdue(member=cast.alice, now=database_now()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes": "08:00"}, "before it opens"),
        ({"days": []}, "Choose one day at least"),
        ({"within_h": "0"}, "greater than or equal to 1"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(cast, sign_in, change, said):
    url = reverse("community:inbox_promise", args=[cast.client.slug])
    words = {"within_h": "8", "days": ["1"], "opens": "09:00", "closes": "18:00", **change}
    answer = sign_in(cast.alice).post(url, words)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReplyPromise.objects.exists()


def test_what_somebody_said_is_written_down_and_goes_on_where_they_wait(cast, instagram, sign_in):
    browser = sign_in(cast.alice)
    url = reverse("community:inbox_heard", args=[cast.client.slug])
    said_at = (database_now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    words = {
        "channel": str(instagram.public_id), "kind": "message", "person": "Erika B.",
        "text": "il Nido si trova in enoteca?", "said_at": said_at,
    }  # fmt: skip
    page = browser.post(url, words, follow=True).content.decode()
    assert "il Nido si trova in enoteca?" in page
    browser.post(url, {**words, "text": "o solo da voi?"})

    (conversation,) = Conversation.objects.all()
    assert conversation.utterances.waiting().count() == 2
    ahead = (database_now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = browser.post(url, {**words, "said_at": ahead, "text": "Parole mie"})
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert "Parole mie" in answer.content.decode(), "nothing typed is lost"


def test_what_the_client_says_of_itself_stands_folded_beside_the_answer(cast, says, sign_in):
    browser, gino = sign_in(cast.alice), says("Gino", "da ieri non giro il collo, cosa faccio?")
    url = reverse("community:inbox_talk", args=[cast.client.slug, gino.public_id])
    assert 'id="facts"' not in page_of(browser, url)
    facts = {"hours": "Lun–ven 9–19; urgenze: <b>0573 1</b>", "profession": "", "tickets": "no"}
    Client.objects.filter(pk=cast.client.pk).update(kind="professional", facts=facts)
    page = page_of(browser, url)
    told = page.partition('<details class="more" id="facts">')[2].partition("</details>")[0]
    assert "<dt>Hours and urgent cases</dt>" in told
    assert "urgenze: &lt;b&gt;0573 1" in told
    assert "Profession" not in told
    assert told.count("<dt>") == 1


def test_answered_there_leads_on_to_the_next_and_can_be_taken_up_again(cast, says, sign_in):
    browser = sign_in(cast.alice)
    marta, gino = says("Marta", "quanto costa?"), says("Gino", "siete aperti?")
    page = act(browser, marta, "answered_there", text="18 euro.").content.decode()

    marta.refresh_from_db()
    assert marta.standing == Standing.DONE
    assert "<h1" in page
    assert "Gino" in page.split("<h1")[1].split("</h1>")[0], "on to who waits next"
    assert "18 euro." in page_of(
        browser, reverse("community:inbox_talk", args=[cast.client.slug, marta.public_id])
    )
    act(browser, marta, "reopen")
    marta.refresh_from_db()
    assert marta.standing == Standing.TO_DO
    act(browser, gino, "spam")
    assert gino.utterances.get().settled == Settled.SPAM
    verbs = AuditEntry.objects.filter(verb__startswith="conversation.").values_list(
        "verb", flat=True
    )
    assert {"conversation.answered_there", "conversation.reopened", "conversation.settled"} <= set(
        verbs
    )


def test_what_is_put_off_comes_back_at_its_moment_or_when_more_is_said(cast, says, sign_in):
    browser = sign_in(cast.alice)
    marta = says("Marta", "quanto costa?")
    act(browser, marta, "put_off", until="tomorrow")
    assert "Marta" not in page_of(browser, reverse("community:all_inbox"))
    assert "Marta" in page_of(browser, reverse("community:all_inbox"), show="later")
    assert Conversation.objects.to_do(database_now()).count() == 0
    assert Conversation.objects.to_do(database_now() + timedelta(days=2)).count() == 1

    says("Marta", "allora?")
    assert "Marta" in page_of(browser, reverse("community:all_inbox"))


def test_a_conversation_is_given_to_somebody_who_may_answer(cast, says, sign_in):
    davide = make.member(cast.alice, Role.COMMUNITY, name="Davide")
    make.assigned(cast.alice, cast.client, davide, Role.COMMUNITY)
    browser, marta = sign_in(cast.alice), says("Marta", "quanto costa?")
    act(browser, marta, "assign", assignee=str(davide.pk))
    assert "Marta" in page_of(sign_in(davide), reverse("community:all_inbox"), show="mine")

    page = act(browser, marta, "assign", assignee=str(cast.bruno.pk)).content.decode()
    assert "Choose a colleague who answers for this client." in page
    marta.refresh_from_db()
    assert marta.assignee == davide


def test_who_is_away_is_told_where_a_conversation_is_given(cast, says, sign_in):
    today = make.today(cast.client)
    say_absence(
        by=cast.alice, member=cast.rita, first_on=today, last_on=today, stand_in=cast.alice,
        now=database_now(),
    )  # fmt: skip
    marta = says("Marta", "quanto costa?")
    talk = reverse("community:inbox_talk", args=[cast.client.slug, marta.public_id])
    words = page_of(sign_in(cast.alice), talk)
    assert f"{cast.rita.user} (away until " in words
    assert f"{cast.alice.user} stands in)" in words
    assert f"{cast.alice.user} (" not in words


def test_whoever_may_not_answer_reads_and_has_no_buttons(cast, says, sign_in):
    marta = says("Marta", "quanto costa?")
    page = page_of(
        sign_in(cast.bruno),
        reverse("community:inbox_talk", args=[cast.client.slug, marta.public_id]),
    )
    assert "quanto costa?" in page
    assert "I answered there" not in page
    assert act(sign_in(cast.bruno), marta, "spam").status_code == 403


def test_another_agency_sees_nothing_of_it(cast, rivals, says, sign_in):
    marta = says("Marta", "quanto costa?")
    browser = sign_in(rivals.eve)
    assert "Marta" not in page_of(browser, reverse("community:all_inbox"))
    assert browser.get(reverse("community:all_talk", args=[marta.public_id])).status_code == 404
    assert overdue(member=rivals.eve, now=database_now() + timedelta(days=90)) == []


def test_what_came_in_after_the_page_was_drawn_is_not_settled_by_its_button(cast, says, sign_in):
    marta = says("Marta", "quanto costa?")
    seen = marta.utterances.get().pk
    says("Marta", "e i bambini?")
    act(sign_in(cast.alice), marta, "answered_there", text="18 euro.", seen=str(seen))

    marta.refresh_from_db()
    assert marta.standing == Standing.TO_DO
    assert [each.text for each in marta.utterances.waiting()] == ["e i bambini?"]


def test_words_are_kept_where_a_colleague_was_quicker(cast, says, sign_in):
    channel = make.channel(cast.client)
    marta = says("Marta", "quanto costa?", channel=channel)
    marta.utterances.update(remote_id="77")
    browser = sign_in(cast.alice)
    act(browser, marta, "answer", text="Rispondo io")
    answer = act(sign_in(cast.rita), marta, "answer", text="Le mie parole lunghe")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Le mie parole lunghe" in page
    assert "has answered already" in page


@pytest.mark.parametrize("text", ["a\x00b", "a" * 5001])
def test_words_that_cannot_be_kept_are_refused_in_words(cast, says, sign_in, text):
    marta = says("Marta", "quanto costa?")
    assert act(sign_in(cast.alice), marta, "answered_there", text=text).status_code == 422


def test_a_year_without_networks_is_refused_in_words(cast, instagram, sign_in):
    words = {"channel": str(instagram.public_id), "kind": "message", "person": "E", "text": "ciao"}
    url = reverse("community:inbox_heard", args=[cast.client.slug])
    answer = sign_in(cast.alice).post(url, {**words, "said_at": "0001-01-01T00:00"})
    assert answer.status_code == 422
    assert "look at the year" in answer.content.decode()


def test_a_channel_of_which_nothing_is_heard_says_so(cast, sign_in):
    Hearing.objects.create(
        agency=cast.agency, channel=cast.channel, next_at=make.NOW, problem="auth_expired"
    )
    page = page_of(sign_in(cast.rita), reverse("community:inbox", args=[cast.client.slug]))
    assert f"Nothing was heard of {cast.channel.handle} yet." in page
    assert "has ended. Reconnect the channel." in page


def test_an_archived_client_is_read_where_it_is_and_nowhere_counted(cast, says, sign_in):
    promise_round_the_clock(cast.alice, cast.client, 1)
    says("Gino", "non giro più il collo", ago=timedelta(days=3))
    Client.objects.filter(pk=cast.client.pk).update(status="archived")
    browser = sign_in(cast.alice)
    assert "Gino" not in page_of(browser, reverse("community:all_inbox"))
    assert overdue(member=cast.alice, now=database_now()) == []
    assert browser.get(reverse("live")).json()["n_waiting"] == 0
    assert "Gino" in page_of(browser, reverse("community:inbox", args=[cast.client.slug]))


def test_words_of_strangers_are_shown_as_words(cast, says, sign_in):
    marta = says("<b>Marta</b>", "<script>alert(1)</script>")
    page = page_of(sign_in(cast.alice), reverse("community:all_talk", args=[marta.public_id]))
    assert "<script>alert(1)" not in page
    assert "<b>Marta</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_pages_ask_few_questions(cast, says, sign_in, django_assert_max_num_queries):
    for n in range(12):
        says(f"Persona {n}", "quanto costa?")
    marta = says("Marta", "quanto costa?")
    browser = sign_in(cast.alice)
    for url in (
        reverse("community:all_inbox"),
        reverse("community:inbox", args=[cast.client.slug]),
        reverse("community:all_talk", args=[marta.public_id]),
        reverse("community:inbox_talk", args=[cast.client.slug, marta.public_id]),
    ):
        browser.get(url)
        with django_assert_max_num_queries(12):
            assert browser.get(url).status_code == 200
