"""A handover file: made by a worker, fetched by whoever manages the client, with everything and no secret in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import translation

from analytics import tasks
from analytics.actions import handing_over
from analytics.models import Handover
from analytics.queries.handover_accounts import Table
from analytics.queries.handover_strategy import strategy as strategy_of
from analytics.views import showing_handover
from clients.actions import meetings, profiles, strategy
from clients.meetings import MeetingKind
from clients.models import (
    Audience,
    Channel,
    Client,
    Competitor,
    CompetitorProfile,
    Decision,
    Habit,
    Meeting,
    Touchpoint,
    Voice,
)
from community.models import Conversation, Utterance
from editorial.models import Step
from people.clock import database_now
from people.roles import Role
from people.spreadsheets import written
from tests import make, make_goals, make_numbers, make_pictures, make_posts
from tests.cast import Cast
from tests.conftest import SignIn


def said_of_the_profile(cast: Cast, channel: Channel) -> None:
    profiles.set_care(
        by=cast.alice, channel=channel, owner="client", owner_note="dal 2021", review_on=None,
        now=make.NOW,
    )  # fmt: skip
    on = date(2026, 11, 2)
    written_at = make.NOW - timedelta(days=25)
    for words in ({"bio": "Occhiali, e basta"}, {"bio": "Occhiali da vedere", "hours": "9-13"}):
        version = profiles.write_version(
            by=cast.alice, channel=channel, words=words, now=written_at
        )
    contact = channel.client.contacts.get()
    profiles.approve(by=cast.alice, version=version, contact=contact, on=on, now=make.NOW)


def said_besides(cast: Cast, channel: Channel) -> None:
    """What else was written down: others, habits, the voice, a decision, a call, a talk, a picture."""
    client, now = channel.client, database_now()
    of = {"agency": cast.agency, "client": client}
    rival = Competitor.objects.create(**of, name="Vista Lunga", created_at=now)
    CompetitorProfile.objects.create(
        **of,
        competitor=rival,
        network="instagram",
        name="Vista",
        handle="@vistalunga",
        is_read=False,
    )
    audience = Audience.objects.create(
        **of,
        name="Chi lavora al computer",
        place="Provincia di Belluno",
        size=4000,
        source="ISTAT",
        created_at=now,
        created_by=cast.alice,
    )
    Habit.objects.create(**of, audience=audience, network="instagram", weekdays=[0])
    Voice.objects.create(
        **of, topics=[{"name": "Niente sconti", "triggers": []}], emoji_most=2, emoji_only=["👓"],
        packs=["health"], edited_by=cast.alice, edited_at=now,
    )  # fmt: skip
    call = meetings.begin(by=cast.alice, client=client, kind=MeetingKind.CALL, agenda=[], now=now)
    Meeting.objects.filter(pk=call.pk).update(notes="Montature nuove", ended_at=now)
    Decision.objects.create(
        **of, meeting=call, text="Si apre il lunedì", decided_at=now, written_by=cast.alice
    )
    talk = Conversation.objects.create(
        **of,
        channel=channel,
        kind="comment",
        thread_id="1",
        person_name="Ada",
        standing="done",
        last_said_at=now,
    )
    for text, is_own in (("Fate gli occhiali rotti?", False), ("Sì, in giornata", True)):
        Utterance.objects.create(
            **of, channel=channel, conversation=talk, text=text, is_own=is_own, said_at=now, heard_at=now,
            settled="" if is_own else "answered", settled_at=None if is_own else now,
        )  # fmt: skip
    make_pictures.ready(
        cast.alice, client, make_pictures.photograph(), name="vetrina.jpg", alt="La vetrina"
    )


def said_under_a_post(cast: Cast, channel: Channel) -> None:
    delivery = make_posts.scheduled(
        cast.alice, channel, thread=["Non ancora fuori"], first_comment="Si prenota dal link"
    )
    Step.objects.filter(delivery=delivery, kind="comment").update(
        state="done", done_at=make.NOW, remote_ref="2", url="https://sandbox.example/2"
    )


def test_what_a_client_takes_along_holds_everything_and_no_secret(
    cast: Cast, sign_in: SignIn
) -> None:
    client = make.client(
        cast.alice, "Studio Lumen", facts={"sector": "Ottica di paese"}, language="en"
    )
    make.contact(cast.alice, client, "Piera Lumen", email="piera@example.org")
    parts = {"purpose": "Meno telefonate", "strengths": ["Riparano tutto", "Vicino alla stazione"]}
    strategy.save_brief(by=cast.alice, client=client, parts=parts, now=make.NOW)
    make_goals.goal(cast.alice, client, title="Prime visite al mese")
    pillar = make_goals.pillar(cast.alice, client, "Capire", share=40, says="In parole semplici")
    make_goals.series(cast.alice, pillar, "Fa male qui", weekday=0)
    Touchpoint.objects.create(
        agency=cast.agency, client=client, kind="newsletter", name="Lettera di Lumen", carer="Giulia", created_at=make.NOW
    )  # fmt: skip
    channel = make.channel(client, "@lumen", token="very-secret-token")
    said_besides(cast, channel)
    make_posts.draft(cast.alice, channel, text="Rimasta in bozza 🏮")
    said_of_the_profile(cast, channel)
    said_under_a_post(cast, channel)
    make_numbers.publication(channel, at=database_now() - timedelta(days=40), text="Uscito, #unico")
    browser = sign_in(cast.alice)
    make_url = f"/c/{client.slug}/handover/"
    assert browser.post(make_url).status_code == 302
    browser.post(make_url)
    asked = Handover.objects.get()  # twice asked for while it waits is once
    fetch = f"/c/{client.slug}/handover/{asked.public_id}/"
    assert browser.get(fetch + "pdf/").status_code == 404
    tasks.make_handovers()
    pdf = b"".join(browser.get(fetch + "pdf/").streaming_content)  # type: ignore[attr-defined]
    packed = b"".join(browser.get(fetch + "zip/").streaming_content)  # type: ignore[attr-defined]
    assert pdf.startswith(b"%PDF")
    assert browser.get(fetch + "exe/").status_code == 404
    archive = ZipFile(BytesIO(packed))
    assert len(archive.namelist()) == len(set(archive.namelist()))
    whole = "\n".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")
    )
    assert f"{client.slug}.pdf" in archive.namelist()
    for words in (
        "Ottica di paese", "Piera Lumen", "Meno telefonate", "Riparano tutto; Vicino alla stazione", "@lumen", "still to be given back",
        "The client: dal 2021", "Occhiali da vedere", "Occhiali, e basta", "9-13", "Piera Lumen, 2 Nov 2026", "First comment", "Si prenota dal link",
        "Rimasta in bozza", "Uscito, #unico", "Prime visite al mese", "Capire", "40%", "Fa male qui (Monday)", "Lettera di Lumen",
        "Vista Lunga", "@vistalunga", "Provincia di Belluno", "Niente sconti", "at most 2; 👓", "Health", "Si apre il lunedì", "Montature nuove",
        "Fate gli occhiali rotti?", "Sì, in giornata", "vetrina.jpg", "La vetrina",
    ):  # fmt: skip
        assert words in whole, words
    assert "Non ancora fuori" not in whole
    (original,) = (name for name in archive.namelist() if name.startswith("library/"))
    assert original.endswith("-vetrina.jpg")
    assert archive.read(original).startswith(b"\xff\xd8")
    assert original in archive.read("library.csv").decode()
    assert b"very-secret-token" not in packed + pdf
    assert "very-secret-token" not in whole


def test_the_sector_is_told_once_and_where_two_things_are_said_each_says_where(cast: Cast) -> None:
    client = make.client(cast.alice, "Studio Lumen", facts={"sector": "Ottica di paese"})

    def told() -> list[list[object]]:
        with translation.override("en"):
            rows = strategy_of(client)[0].rows
        return [list(row) for row in rows if str(row[0]).startswith("Sector")]

    for number, said in enumerate(("ottica  di paese.", "Lenti per chi lavora al computer")):
        strategy.save_brief(
            by=cast.alice, client=client, parts={"sector": said}, based_on=number, now=make.NOW
        )
        if number == 0:
            assert told() == [["Sector", "Ottica di paese"]]
    assert told() == [
        ["Sector", "Ottica di paese"],
        ["Sector, by the brief", "Lenti per chi lavora al computer"],
    ]


@pytest.mark.parametrize(
    ("language", "made", "row"),
    [
        ("en", "As of 8 December 2026", ["1 Nov 2026", "1,284", "–"]),
        ("it", "Situazione all’8 dicembre 2026", ["1 nov 2026", "1.284", "–"]),
    ],
)
def test_paper_writes_days_and_numbers_as_its_language_does_and_files_as_dates(
    cast: Cast, language: str, made: str, row: list[str]
) -> None:
    wanted = handing_over.ask_for(
        by=cast.alice, client=cast.client, now=datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
    )
    wanted.client.language = language
    head = ["Day", "Engagements", "Removed"]
    rows = [[date(2026, 11, 1), 1284, gone] for gone in (date(2026, 11, 3), None)]
    table = Table("published", "Out", "", head, rows)
    with translation.override(language):
        sheet = showing_handover.sheet_of(wanted, [table])
        lines = written([table.head, *table.rows])
    assert sheet["made"] == made
    assert sheet["tables"][0]["rows"][1] == row
    assert sheet["tables"][0]["right"] == [1]
    assert "2026-11-01" in lines
    assert "1284" in lines


def test_who_does_not_manage_the_client_gets_none(cast: Cast, sign_in: SignIn) -> None:
    made = handing_over.ask_for(by=cast.alice, client=cast.client, now=database_now())
    tasks.make_handovers()
    make.assigned(cast.alice, cast.client, cast.bruno, Role.EDITOR)
    url = f"/c/{cast.client.slug}/handover/{made.public_id}/zip/"
    assert sign_in(cast.bruno).get(url).status_code == 403


def test_while_it_is_made_its_step_is_shown_it_can_be_stopped_and_the_file_stays_to_be_fetched(
    cast: Cast, sign_in: SignIn
) -> None:
    Client.objects.filter(pk=cast.client.pk).update(status="archived")
    browser = sign_in(cast.alice)
    make_it = f"/c/{cast.client.slug}/handover/"
    there = reverse("desk:standing", args=[cast.client.slug])
    polls = f'data-poll-url-value="{there}"'

    def part() -> str:
        answer = browser.get(there, headers={"hx-request": "true"})
        assert "<main" not in answer.content.decode()
        return str(answer.content.decode())

    browser.post(make_it)
    assert "1 of 2: it waits for its turn" in part()
    assert polls in part()
    assert polls in browser.get(there).content.decode()
    Handover.objects.update(lease_until=database_now() + timedelta(minutes=5))
    assert "2 of 2: it is being put together" in part()
    Handover.objects.update(n_failures=1)
    assert "try 2 of 3" in part()

    assert browser.post(make_it, {"deed": "stop"}).status_code == 302
    assert not Handover.objects.exists()
    assert polls not in part()
    # Stopped while the worker is at it: what it made is thrown away.
    wanted = handing_over.ask_for(by=cast.alice, client=cast.client, now=database_now())

    def stopped_meanwhile(handover: Handover) -> tuple[bytes, BytesIO]:
        assert handing_over.stop(by=cast.alice, client=cast.client, now=database_now())
        return b"%PDF", BytesIO(b"PK")

    assert handing_over.make_due(compose=stopped_meanwhile, now=database_now(), limit=1) == 0
    assert not Handover.objects.filter(pk=wanted.pk).exists()
    assert not handing_over.stop(by=cast.alice, client=cast.client, now=database_now())
    # Stopped after it was taken and before it was read: the worker goes on with the next.
    assert not handing_over._make(wanted.pk, compose=stopped_meanwhile, now=database_now())

    browser.post(make_it)
    tasks.make_handovers()
    made = Handover.objects.get()
    for page in (part(), browser.get(there).content.decode()):
        assert f"{make_it}{made.public_id}/pdf/" in page
        assert polls not in page


@pytest.mark.usefixtures("caplog")
def test_a_file_that_cannot_be_made_is_given_up_after_three_tries(cast: Cast) -> None:
    made = handing_over.ask_for(by=cast.alice, client=cast.client, now=database_now())

    def broken(handover: Handover) -> tuple[bytes, bytes]:
        raise ValueError(handover)

    for n in (1, 2, 3):
        Handover.objects.update(lease_until=None)
        assert handing_over.make_due(compose=broken, now=database_now(), limit=1) == 0
        made.refresh_from_db()
        assert made.n_failures == n
    assert made.state == "failed"
