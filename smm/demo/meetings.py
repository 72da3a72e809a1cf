"""What was agreed lately: a call with Trecorvi and one with the festival, Monday's notes, tasks on both sides; and the rhythms promised."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from clients.actions import meetings, rhythm
from clients.actions.meetings import Point
from clients.meetings import MeetingKind, Side, Source
from clients.models import Meeting
from editorial import when
from people.actions.absences import say_absence
from smm.demo.cast import Cast
from smm.demo.plan import ZONE

# Posts a week by client, on each of its channels that leads.
RHYTHMS = {
    "trecorvi": 3,
    "irma": 4,
    "passolieve": 2,
    "tornaquercia": 3,
    "comune": 4,
    "salvafonti": 2,
    "lanterne": 4,
}

# What is to be done today, and one thing while Luca is away: client, who, what, in how many days.
TASKS = (
    ("trecorvi", "giulia", "Testo della storia «Porte in vigna»", 0),
    ("irma", "chiara", "Visual della storia «Fuori orario», senza la copertina", 0),
    ("irma", "omar", "Taglio del reel «Fuori orario» sotto i 90 secondi", 0),
    ("salvafonti", "chiara", "Testo alternativo di 3 foto delle sorgenti", 0),
    ("lanterne", "luca", "Forno Treppiedi, contropartita 5 di 6: scegliere la data", 0),
    ("passolieve", "luca", "Report di novembre: mancano le due frasi in apertura", 0),
    ("trecorvi", "omar", "Liberatorie per le foto 31 e 32: chiedere a Paola chi sono", 2),
    ("lanterne", "luca", "Testi del terzo annuncio alla stampa", 11),
)
AWAY_IN = 9


def hold(cast: Cast, now: datetime) -> None:
    """The rhythms, the calls of the last two weeks, and what was said last Monday."""
    _promise(cast, now)
    _with_trecorvi(cast, now)
    _with_lanterne(cast, now)
    _on_monday(cast, now)
    _for_today(cast, now)
    _away(cast, now)


def _promise(cast: Cast, now: datetime) -> None:
    nora = cast.members["nora"]
    for key, weekly in RHYTHMS.items():
        for channel in cast.clients[key].channels.filter(part="lead"):
            rhythm.promise_rhythm(by=nora, channel=channel, weekly_posts=weekly, now=now)


def _with_trecorvi(cast: Cast, now: datetime) -> None:
    luca, client = cast.members["luca"], cast.clients["trecorvi"]
    paola = cast.contacts["trecorvi"][0]
    at = now - timedelta(days=6, hours=3)
    today = when.wall_of(now, ZONE).date()
    meeting = meetings.begin(
        by=luca, client=client, kind=MeetingKind.CALL, people=f"{luca}, {paola.name}", now=at,
        agenda=[
            Point(Source.CLIENT, "4 post aspettano il cliente, il più vecchio chiesto due giorni prima."),
            Point(Source.OWN, "Il giveaway di Natale: regolamento, o non si fa"),
            Point(Source.OWN, "Porte in vigna: chi accoglie, a che ora"),
        ],
    )  # fmt: skip
    for point in meeting.points.all()[:2]:
        meetings.tick(by=luca, point=point, is_done=True, now=at + timedelta(minutes=20))
    notes = "Paola vuole il giveaway prima di Natale, le ho spiegato regolamento e notaio: ci pensa.\nNon chiamare prima delle 10, sono in vigna.\nLe foto con il cane piacciono più di quelle del vino."
    _noted(cast, meeting, "luca", notes, at)
    meetings.decide(by=luca, meeting=meeting, text="Niente giveaway senza regolamento: se non arriva entro venerdì, non si fa.",
                    is_of_strategy=False, now=at + timedelta(minutes=25))  # fmt: skip
    meetings.decide(by=luca, meeting=meeting, text="Più vigna e meno bottiglie: le foto di bottiglie da sole scendono a una ogni due settimane.",
                    is_of_strategy=True, now=at + timedelta(minutes=31))  # fmt: skip
    given = at + timedelta(minutes=35)
    meetings.give_task(by=luca, client=client, meeting=meeting, text="Mandare le foto delle cassette di Natale", side=Side.THEIRS,
                       contact=paola, due_on=today - timedelta(days=1), now=given)  # fmt: skip
    meetings.give_task(by=luca, client=client, meeting=meeting, text="Preparare il programma di Porte in vigna, ora per ora",
                       side=Side.OURS, member=cast.members["giulia"], due_on=today + timedelta(days=3), now=given)  # fmt: skip
    done = meetings.give_task(by=luca, client=client, meeting=meeting, text="Sentire il notaio per il regolamento", side=Side.OURS,
                              member=luca, due_on=today - timedelta(days=2), now=given)  # fmt: skip
    meetings.settle_task(by=luca, task=done, is_done=True, now=now - timedelta(days=3))
    meetings.end(by=luca, meeting=meeting, now=at + timedelta(minutes=40))
    meetings.mail_minutes(
        by=luca, meeting=meeting, contacts=[paola], now=at + timedelta(minutes=44)
    )


def _with_lanterne(cast: Cast, now: datetime) -> None:
    luca, client = cast.members["luca"], cast.clients["lanterne"]
    at = now - timedelta(days=2, hours=5)
    contact = cast.contacts["lanterne"][0]
    meeting = meetings.begin(
        by=luca, client=client, kind=MeetingKind.CALL, people=f"{luca}, {contact.name}", now=at,
        agenda=[Point(Source.OWN, "Line-up: due uffici artisti non rispondono"), Point(Source.OWN, "Piano B se piove")],
    )  # fmt: skip
    _noted(
        cast,
        meeting,
        "luca",
        "Bruno chiama lui i due uffici. La pioggia: cinque post pronti, da far vedere a Viola.",
        at,
    )
    meetings.decide(by=luca, meeting=meeting, text="La line-up esce in tre volte, la prima senza i due artisti in sospeso.",
                    is_of_strategy=False, now=at + timedelta(minutes=15))  # fmt: skip
    meetings.give_task(by=luca, client=client, meeting=meeting, text="Avere il sì dei due uffici artisti", side=Side.THEIRS, contact=contact,
                       due_on=when.wall_of(now, ZONE).date() + timedelta(days=2), now=at + timedelta(minutes=18))  # fmt: skip
    meetings.end(by=luca, meeting=meeting, now=at + timedelta(minutes=30))


def monday_before(now: datetime) -> datetime:
    """Ten past nine of the Monday that is over, whatever hour it is now."""
    today = when.wall_of(now, ZONE).date()
    monday = today - timedelta(days=today.weekday() or 7)
    return when.instant_of(datetime.combine(monday, time(9, 10)), ZONE)


def _on_monday(cast: Cast, now: datetime) -> None:
    nora = cast.members["nora"]
    said = {
        "passolieve": "Undici ore non bastano: da decidere se alzare il canone o togliere LinkedIn.",
        "salvafonti": "Tra 60 giorni D5.3: iniziare la raccolta dei dati adesso.",
    }
    at = monday_before(now)
    for key, words in said.items():
        meeting = meetings.begin(
            by=nora, client=cast.clients[key], kind=MeetingKind.MONDAY, agenda=[], now=at
        )
        _noted(cast, meeting, "nora", words, at)
        meetings.end(by=nora, meeting=meeting, now=at + timedelta(minutes=10))


def _noted(cast: Cast, meeting: Meeting, who: str, words: str, at: datetime) -> None:
    meetings.note(
        by=cast.members[who],
        meeting=meeting,
        notes=words,
        people=meeting.people,
        edit_number=1,
        now=at + timedelta(minutes=5),
    )


def _for_today(cast: Cast, now: datetime) -> None:
    today = when.wall_of(now, ZONE).date()
    for key, who, text, days in TASKS:
        meetings.give_task(
            by=cast.members["nora"], client=cast.clients[key], meeting=None, text=text, side=Side.OURS,
            member=cast.members[who], due_on=today + timedelta(days=days), now=now - timedelta(days=2),
        )  # fmt: skip


def _away(cast: Cast, now: datetime) -> None:
    first = when.wall_of(now, ZONE).date() + timedelta(days=AWAY_IN)
    say_absence(
        by=cast.members["luca"], member=cast.members["luca"], stand_in=cast.members["giulia"],
        first_on=first, last_on=first + timedelta(days=4), note="Per le urgenze, un messaggio.",
        now=now - timedelta(days=3),
    )  # fmt: skip
