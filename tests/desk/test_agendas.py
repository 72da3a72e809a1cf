"""The agenda of a meeting is made from everything that is open, each point with the page it is about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import fitting, profiles
from clients.fit import NAMES
from clients.models import (
    Act,
    ChannelCare,
    Client,
    Deliverable,
    LinkCheck,
    Meeting,
    Offer,
    ProfileTask,
    Sponsor,
    Window,
    Work,
)
from clients.models.prospects import OfferState
from community.models import Conversation
from desk import agenda_matters
from desk.queries.open_matters import Coming, Left, OpenMatters
from editorial.actions import money
from people.clock import database_now
from tests import make, make_money, make_numbers, make_posts


def agenda(cast, sign_in) -> dict[str, list[tuple[str, str]]]:
    """The points of a call that begins now, by where they come from: words and page."""
    sign_in(cast.rita).post(reverse("desk:meeting_begin", args=[cast.client.slug]))
    found: dict[str, list[tuple[str, str]]] = {}
    for point in Meeting.objects.get().points.all():
        found.setdefault(point.source, []).append((point.text, point.url))
    return found


def test_what_is_open_is_on_the_agenda(cast, sign_in):
    now, today = database_now(), make.today(cast.client)
    of = {"agency": cast.agency, "client": cast.client}
    yesterday = today - timedelta(days=1)
    for what, days in (("Terzo giro", 3), ("Secondo video", 1)):
        extra = make_money.extra(cast.alice, cast.client, what)
        type(extra).objects.filter(pk=extra.pk).update(offered_at=now - timedelta(days=days))
    for state, valid in (
        (OfferState.SENT, today + timedelta(days=5)),
        (OfferState.SENT, yesterday),
        (OfferState.DRAFT, today),
    ):
        Offer.objects.create(
            **of, words="Due reel", price=Decimal(100), starts_on=today, valid_until=valid, state=state,
            made_by=cast.alice, made_at=now, sent_at=None if state == OfferState.DRAFT else now,
        )  # fmt: skip
    for network, on in (("tiktok", yesterday), ("youtube", today + timedelta(days=3))):
        fitting.decide(
            by=cast.alice, client=cast.client, network=network, scores=dict.fromkeys(NAMES, 2),
            decision="wait", review_on=on, now=now,
        )  # fmt: skip
    ChannelCare.objects.create(**of, channel=cast.channel, review_on=today)
    gone = make.channel(cast.client, "@lasciato")
    type(gone).objects.filter(pk=gone.pk).update(disconnected_at=now, health="disconnected")
    for channel, what, on in (
        (cast.channel, "Orari delle feste", today),
        (cast.channel, "Copertina di Natale", today + timedelta(days=2)),
        (cast.channel, "Link al listino", yesterday),
        (gone, "Di un canale lasciato", yesterday),
    ):
        profiles.plan_change(by=cast.alice, channel=channel, on=on, what=what, now=now)
    ProfileTask.objects.create(
        **of, channel=cast.channel, on=yesterday, what="Foto nuova", created_by=cast.alice,
        done_at=now, done_by=cast.alice,
    )  # fmt: skip
    for code, on, handed_in in (
        ("D1", yesterday, None),
        ("D2", today + timedelta(days=9), None),
        ("D3", today + timedelta(days=90), None),
        ("D4", yesterday, yesterday),
    ):
        Deliverable.objects.create(**of, code=code, title="Sito", due_on=on, handed_in_on=handed_in)
    for name, due, waiting in (
        ("Ada", -1, 5),
        ("Bea", None, 60),
        ("Cleo", 5, 60),
        ("Dora", None, 2),
    ):
        Conversation.objects.create(
            **of, channel=cast.channel, kind="comment", thread_id=name, person_name=name, standing="to_do",
            waiting_since=now - timedelta(hours=waiting), due_at=due and now + timedelta(hours=due),
            last_said_at=now,
        )  # fmt: skip
    for url, until in (("https://a.example/x", 9), ("https://a.example/y", -9)):
        LinkCheck.objects.create(
            **of, url=url, host="a.example", wanted_until=now + timedelta(days=until), ask_at=now,
            trouble="gone", failing_since=now, n_failed=2, is_dead=True,
        )  # fmt: skip

    found = agenda(cast, sign_in)

    slug = cast.client.slug
    assert [words for words, _ in found["extra"]] == [
        "An extra waits for a yes: Terzo giro", "An extra waits for a yes: Secondo video"
    ]  # fmt: skip
    (offer, at), (ended, _at) = found["offer"]
    assert offer.startswith("Our offer waits for a yes, valid until ")
    assert ended.startswith("Our offer ended on ")
    assert at == reverse("clients:prospect", args=[slug])
    assert found["fit"] == [
        ("TikTok: the decision is to be looked at again.", reverse("clients:fit_network", args=[slug, "tiktok"]))
    ]  # fmt: skip
    (profile, *changes) = found["profile"]
    assert cast.channel.handle in profile[0]
    own = reverse("clients:profile", args=[slug, cast.channel.public_id])
    assert changes == [
        (f"{cast.channel.handle}: Link al listino", own),
        (f"{cast.channel.handle}: Orari delle feste", own),
    ]
    assert [words.split(" is due")[0].split(" was due")[0] for words, _ in found["due"]] == [
        "D1 Sito", "D2 Sito"
    ]  # fmt: skip
    ((people, at),) = found["answer"]
    assert people.startswith("2 people wait for an answer longer than promised")
    assert at == reverse("community:inbox", args=[slug])
    assert found["link"] == [
        ("1 link does not open.", reverse("editorial:dead_links", args=[slug]))
    ]


@pytest.mark.parametrize(
    ("basis", "minutes", "extra", "words"),
    [
        ("monthly", 479, 0, None),
        ("monthly", 480, 0, "8 of 10 hours are used."),
        ("monthly", 690, 0, "1.5 hours over the contract: 11.5 of 10."),
        ("flat", 690, 0, "1.5 hours over the contract: 11.5 of 10."),
        ("monthly", 690, 120, "11.5 of 10 + 2 extra hours are used."),
        ("monthly", 690, 60, "0.5 hours over the contract: 11.5 of 10 + 1 extra."),
        ("flat", 690, 600, None),
    ],
)
def test_hours_are_spoken_of_from_four_fifths_on(cast, sign_in, basis, minutes, extra, words):
    today = make.today(cast.client)
    first = today.replace(day=1)
    begins = (first - timedelta(days=40)).replace(day=1) if basis == "flat" else first
    make_money.contract(
        cast.alice, cast.client, hours=Decimal(10), basis=basis, starts_on=begins,
        ends_on=(first + timedelta(days=100)).replace(day=1) - timedelta(days=1), quotas={},
    )  # fmt: skip
    make_money.hours(cast.alice, cast.client, minutes - 60)
    make_money.hours(cast.alice, cast.client, 60, on=begins)
    make_money.hours(cast.alice, cast.client, 600, on=begins - timedelta(days=1))
    if extra:
        row = money.offer_extra(
            by=cast.alice, client=cast.client, what="Terzo giro", minutes=extra, price=Decimal(1),
            currency="EUR", now=database_now(),
        )  # fmt: skip
        money.answer_by_voice(
            by=cast.alice, extra=row, is_yes=True, who="Carla", how="phone", now=database_now()
        )

    found = agenda(cast, sign_in).get("hours", [])

    page = reverse("analytics:budget", args=[cast.client.slug])
    assert found == ([(words, page)] if words else [])


def test_acts_and_works_without_a_yes_are_on_the_agenda_while_their_day_comes_near(cast, sign_in):
    today = make.today(cast.client)
    of = {"agency": cast.agency, "client": cast.client}
    Client.objects.filter(pk=cast.client.pk).update(kind="event")
    for name, days, is_confirmed in (
        ("Ottoni", 42, False),
        ("Fuochi", 41, False),
        ("Duo", 41, True),
        ("Coro", 43, False),
        ("Banda", 44, False),
        ("Ieri", -1, False),
        ("Lontano", 61, False),
    ):
        Act.objects.create(
            **of, name=name, on=today + timedelta(days=days), is_confirmed=is_confirmed
        )
    page = reverse("clients:matters", args=[cast.client.slug])
    ((words, at),) = agenda(cast, sign_in)["yes"]
    assert words.startswith("4 acts have not said yes to the line-up, the first on ")
    assert words.endswith(": Fuochi, Ottoni, Coro …")
    assert at == page

    Meeting.objects.all().delete()
    facts = {"label_approves": "Mezzaluna Storta"}
    Client.objects.filter(pk=cast.client.pk).update(kind="artist", facts=facts)
    for title, days, approver, yes in (
        ("Fuori orario", 20, "", None),
        ("Vinile", 25, "Teo", None),
        ("Detto", 20, "Teo", today),
        ("Poi", 31, "Teo", None),
    ):
        Work.objects.create(
            **of, title=title, out_on=today + timedelta(days=days), approver=approver, approved_on=yes
        )  # fmt: skip
    told = [words for words, _at in agenda(cast, sign_in)["yes"]]
    assert [words.split(" comes out")[0] for words in told] == ["“Fuori orario”", "“Vinile”"]
    assert told[0].endswith("and waits for the yes of Mezzaluna Storta.")


def test_mentions_that_an_event_still_owes_are_on_the_agenda_once_it_comes_near(cast, sign_in):
    today = make.today(cast.client)

    def on(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    for name, owed, before in (("Cassa Rurale", 8, 1), ("Forno Treppiedi", 1, 1)):
        Sponsor.objects.create(
            agency=cast.agency, client=cast.client, name=name, n_owed=owed, n_before=before
        )
    for text in ("Grazie a Cassa Rurale", "Con la CASSA RURALE", "Senza nessuno"):
        make_numbers.publication(cast.channel, text=text, at=database_now())
    facts = {"starts_on": on(60), "ends_on": on(62)}
    Client.objects.filter(pk=cast.client.pk).update(kind="event", facts=facts)
    ((words, at),) = agenda(cast, sign_in)["owed"]
    assert words.startswith("Cassa Rurale: 5 mentions are still owed of 8, until ")
    assert at == reverse("clients:matters", args=[cast.client.slug]) + "#sponsors-h"

    for facts in ({"starts_on": on(61)}, {"starts_on": on(-3), "ends_on": on(-1)}, {}):
        Meeting.objects.all().delete()
        Client.objects.filter(pk=cast.client.pk).update(facts=facts)
        assert "owed" not in agenda(cast, sign_in)


def test_windows_that_begin_and_posts_inside_one_are_on_the_agenda(cast, sign_in):
    today = make.today(cast.client)
    Client.objects.filter(pk=cast.client.pk).update(kind="public_figure")
    for name, first, last in (("Voto", 10, 12), ("Lutto", -1, 2), ("Ballottaggio", 31, 33)):
        Window.objects.create(
            agency=cast.agency, client=cast.client, name=name, rule="Niente nomi",
            starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last),
        )  # fmt: skip
    for text, days in (("Buca chiusa", 11), ("Strada aperta", 12), ("Fuori", 14)):
        post = make_posts.draft(cast.alice, cast.channel, text=text)
        type(post).objects.filter(pk=post.pk).update(
            wall_at=datetime.combine(today + timedelta(days=days), time(10)), time_zone="Europe/Rome"
        )  # fmt: skip
    inside, coming = (words for words, _at in agenda(cast, sign_in)["window"])
    assert inside.startswith("2 of 2 posts inside “Voto” are not approved yet: Buca chiusa")
    assert coming.startswith("“Voto” begins on ")
    assert coming.endswith(": Niente nomi")


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        (None, 0, "No offer is made yet."),
        (OfferState.DRAFT, 3, "An offer is written and not sent yet."),
        (OfferState.SENT, 3, "Our offer waits for a yes"),
        (OfferState.SENT, -3, "Our offer ended on"),
    ],
)
def test_prospects_come_last_on_the_walk_with_their_offer(cast, sign_in, state, days, words):
    now, today = database_now(), make.today(cast.client)
    new = make.client(cast.alice, "Aaa, il forno", status="prospect")
    make.assigned(cast.alice, new, cast.rita, cast.rita.role)
    if state is not None:
        Offer.objects.create(
            agency=cast.agency, client=new, words="Due reel", price=Decimal(100), starts_on=today,
            valid_until=today + timedelta(days=days), state=state, made_by=cast.alice, made_at=now,
            sent_at=None if state == OfferState.DRAFT else now,
        )  # fmt: skip
    browser = sign_in(cast.rita)
    first = browser.get(reverse("desk:walk")).content.decode()
    assert f"?at={new.slug}" in first
    assert "Aaa, il forno</span>" not in first
    page = browser.get(reverse("desk:walk"), {"at": new.slug}).content.decode()
    assert words in page
    assert page.count("Offer</span>") == 1
    assert "The next two weeks" not in page
    assert "Nothing is planned on" not in page


def test_the_walk_counts_the_days_of_an_event(cast, sign_in):
    Client.objects.filter(pk=cast.client.pk).update(
        kind="event",
        facts={"starts_on": (make.today(cast.client) + timedelta(days=41)).isoformat()},
    )
    page = sign_in(cast.rita).get(reverse("desk:walk"), {"at": cast.client.slug}).content.decode()
    assert "41 days to go" in page


def test_days_are_spoken_in_italian_as_italian_speaks_them(cast):
    eighth, eleventh, first = date(2026, 12, 8), date(2027, 3, 11), date(2027, 5, 1)
    found = OpenMatters(
        minutes={}, boosts={}, agreed={}, extras=[], offers=[eighth], ended=[eleventh], n_drafts=0, fits=[],
        profiles=[], changes=[], deliverables=[("D1 Sito", eighth)], figures=[], looks=[],
        acts=[("Ottoni", eleventh)], works=[("Vinile", "Teo", eighth)],
        mentions=[Left("Forno", 2, 0, eleventh)],
        windows=[Coming("Voto", first, eighth, "Niente nomi")], inside=None,
        n_unanswered=0, unanswered_since=None, n_dead_links=0,
    )  # fmt: skip
    with translation.override("it"):
        points = [*agenda_matters.yeses(cast.client, found)]
        points += agenda_matters.due(cast.client, found, date(2027, 6, 1))
    assert [point.text for point in points] == [
        "La nostra offerta aspetta un sì, vale fino all’8 dicembre.",
        "La nostra offerta è scaduta l’11 marzo senza risposta.",
        "D1 Sito andava consegnato l’8 dicembre.",
        "1 artista non ha dato l’ok alla line-up, l’11 marzo: Ottoni",
        "“Vinile” esce l’8 dicembre e aspetta il sì di Teo.",
        "Forno: sono dovute ancora 2 menzioni su 2, entro l’11 marzo.",
        "«Voto» comincia il 1º maggio, fino all’8 dicembre: Niente nomi",
    ]
