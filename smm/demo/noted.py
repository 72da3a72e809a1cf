"""What the team remembers about its clients, written down over the weeks."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from clients.actions import notes
from editorial import when
from smm.demo import texts
from smm.demo.cast import Cast
from smm.demo.plan import ZONE

# The client, who wrote it, how many days ago or on which day, and the note.
_NOTES = (
    ("trecorvi", "giulia", 6, "Non chiamare prima delle 10: sono in vigna. Le foto con i cani piacciono più del vino."),
    ("trecorvi", "luca", 27, "Paola risponde verso le 23, quasi sempre a voce. Scrivere il sì lo stesso."),
    ("trecorvi", "omar", "-1 tue", "Servizio in vigna: 260 file, tutte e quattordici le inquadrature della lista. Nella 31 e nella 32 due persone si riconoscono e non hanno firmato: restano ferme in libreria."),
    ("irma", "omar", 12, "Le prove sono il martedì: telefono spento fino alle 20."),
    ("passolieve", "davide", 18, "La dottoressa vuole il lei anche nelle risposte alle recensioni a cinque stelle."),
    ("tornaquercia", "luca", 9, "Per le cose del Comune si passa da Irene, mai direttamente dalla sindaca."),
    ("salvafonti", "chiara", 31, "I ricercatori mandano le foto in verticale se glielo si chiede il giorno prima."),
    ("lanterne", "giulia", 4, "Bruno decide al telefono, Viola mette per iscritto: chiamare lui, scrivere a lei."),
)  # fmt: skip


def write(cast: Cast, now: datetime) -> None:
    """Each as its colleague wrote it, on its day."""
    for client, who, when_, words in _NOTES:
        notes.write(
            by=cast.members[who],
            client=cast.clients[client],
            words=words,
            now=_day(when_, now),
        )


def _day(words: int | str, now: datetime) -> datetime:
    if isinstance(words, int):
        return now - timedelta(days=words)
    today = when.wall_of(now, ZONE).date()
    return when.instant_of(datetime.combine(texts.day_of(words, today), time(19, 5)), ZONE)
