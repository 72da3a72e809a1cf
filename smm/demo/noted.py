"""What the team remembers about its clients, written down over the weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

from clients.actions import notes
from smm.demo.cast import Cast

# The client, who wrote it, how many days ago, and the note.
_NOTES = (
    ("trecorvi", "giulia", 6, "Non chiamare prima delle 10: sono in vigna. Le foto con i cani piacciono più del vino."),
    ("trecorvi", "luca", 27, "Paola risponde verso le 23, quasi sempre a voce. Scrivere il sì lo stesso."),
    ("irma", "omar", 12, "Le prove sono il martedì: telefono spento fino alle 20."),
    ("passolieve", "davide", 18, "La dottoressa vuole il lei anche nelle risposte alle recensioni a cinque stelle."),
    ("tornaquercia", "luca", 9, "Per le cose del Comune si passa da Irene, mai direttamente dalla sindaca."),
    ("salvafonti", "chiara", 31, "I ricercatori mandano le foto in verticale se glielo si chiede il giorno prima."),
    ("lanterne", "giulia", 4, "Bruno decide al telefono, Viola mette per iscritto: chiamare lui, scrivere a lei."),
)  # fmt: skip


def write(cast: Cast, now: datetime) -> None:
    """Each as its colleague wrote it, on its day."""
    for client, who, n_days, words in _NOTES:
        notes.write(
            by=cast.members[who],
            client=cast.clients[client],
            words=words,
            now=now - timedelta(days=n_days),
        )
