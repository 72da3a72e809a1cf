"""What reaches the public of the demo's clients besides their channels, and what happens there. All invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from clients.actions import presence
from clients.models import Client, TouchpointMoment
from editorial.actions.supporting import support
from editorial.models import Post
from people.models import Member

# By client: kind, name, address, who keeps it, what it is for; then its moments: days from today, or the next such day of a
# year ("11-11"), how many days, what.
Moment = tuple[int | str, int, str]
Touch = tuple[str, str, str, str, str, tuple[Moment, ...]]
TOUCHES: dict[str, tuple[Touch, ...]] = {
    "trecorvi": (
        ("newsletter", "Lettera dalla vigna", "", "Giulia, il primo martedì del mese", "Chi ha già visitato: prenotazioni e casse di Natale.", ((-24, 1, "Lettera di fine potatura"), (6, 1, "Lettera: si apre la stagione delle visite"))),
        ("shop", "E-shop", "https://shop.trecorvi.example", "Paola", "Ordini da chi è già stato qui.", ((9, 3, "Spedizione inclusa"),)),
        ("events", "Porte in vigna", "https://trecorvi.example/porte", "Aldo e Paola", "Visite con tre assaggi.", ((12, 1, "Porte in vigna"), ("11-11", 1, "San Martino: si apre la prima botte"))),
    ),
    "irma": (("newsletter", "Lettera ai presenti", "", "Irma, quando ha qualcosa da dire", "Chi viene ai concerti.", ((4, 1, "Lettera: esce «Fuori orario»"),)),),
    "comune": (("site", "Sito del Comune", "https://comune.serravento.example", "Ufficio stampa", "Le ordinanze per intero: i post portano qui.", ((2, 1, "Ordinanza via dei Tigli"), (8, 1, "Calendario della raccolta"))),),
    "salvafonti": (
        ("blog", "Diario delle fonti", "https://salvafonti.example/diario", "Matteo Bini", "Il racconto lungo di ogni misura.", ((-9, 1, "Acquamadre: come la misuriamo"), (7, 1, "La fonte del mese"))),
        ("newsletter", "Gocce", "", "Matteo Bini", "Iscritti ai laboratori.", ((15, 1, "Gocce 12"),)),
    ),
    "lanterne": (
        ("site", "Sito del festival", "https://lanternestorte.example", "Viola Marin", "Programma e biglietti.", ((5, 1, "Programma completo in linea"),)),
        ("press", "Stampa locale", "", "Viola Marin", "Conferenza e interviste.", ((10, 1, "Conferenza stampa in municipio"), (-15, 1, "Intervista a Bruno Settecase"))),
    ),
}  # fmt: skip


def plan(members: dict[str, Member], clients: dict[str, Client], now: datetime) -> None:
    """Name them, plan what happens, and let a few posts of those days point to it."""
    by = members["luca"]
    for key, touches in TOUCHES.items():
        client = clients[key]
        today = client.today(now)
        for kind, name, url, carer, note, moments in touches:
            touchpoint = presence.keep_touchpoint(
                by=by, client=client, kind=kind, name=name, url=url, carer=carer, note=note, now=now
            )
            for words, n_days, title in moments:
                on = _day(words, today)
                moment = presence.plan_moment(
                    by=by,
                    touchpoint=touchpoint,
                    title=title,
                    on=on,
                    until=on + timedelta(days=n_days - 1),
                    now=now,
                )
                _let_a_post_support(by, client, moment, on, now)


def _day(words: int | str, today: date) -> date:
    if isinstance(words, int):
        return today + timedelta(days=words)
    on = date.fromisoformat(f"{today.year}-{words}")
    return on if on >= today else on.replace(year=today.year + 1)


def _let_a_post_support(
    by: Member, client: Client, moment: TouchpointMoment, on: date, now: datetime
) -> None:
    near = Post.objects.filter(
        client=client,
        supports=None,
        wall_at__gte=datetime.combine(on - timedelta(days=3), time.min),
        wall_at__lt=datetime.combine(on + timedelta(days=1), time.min),
    )
    post = near.order_by("wall_at").first()
    if post is not None:
        support(by=by, post=post, moment=moment, now=now)
