"""What each client wants to reach, what it declares, what it talks about: goals, external figures, pillars, series.

All of it is set by the actions that clicks call, with the clock moved; then every post of the demo, past and planned, is
tied to the pillar of its theme, to the series that its first words name, and to what that pillar serves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Q

from analytics.actions import declaring
from analytics.actions.declaring import Declared, Proof
from analytics.models import PublicationTotal, Way
from analytics.series import month_before, month_of
from clients.actions import goals
from clients.actions.goals import SourceFacts, Wanted
from clients.kinds import day_of
from clients.models import Counting, FigureSource, Goal, Rhythm
from editorial import when
from editorial.actions import planning
from editorial.actions.planning import PillarFacts, SeriesFacts
from editorial.models import Pillar, Post, Series
from people.models import Member
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit


@dataclass(frozen=True, slots=True)
class _Told:
    """A source and what it told so far, a value a month or a week, the newest last."""

    name: str
    unit: str
    values: Sequence[int]
    filled_by: str
    rhythm: str = Rhythm.MONTHLY
    counting: str = Counting.PERIOD
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A goal: proved by the source of this name, or by a measure; from so many days ago to so many ahead, or to the day
    that the client's fact `until` names. `week_of` is such a fact too: the goal is of the seven days from then on."""

    title: str
    why: str
    objective: str
    proof: str
    baseline: int
    target: int
    days: tuple[int, int]
    reckoning: str = "a_month"
    owner: str = "luca"
    networks: tuple[str, ...] = ()
    until: str = ""
    week_of: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    """A pillar: its share, what it serves (the number of a goal, or an objective), its series (name, weekday, format)."""

    name: str
    share: int
    says: str
    serves: int | str
    series: tuple[tuple[str, int | None, str], ...] = ()


SOURCES: dict[str, tuple[_Told, ...]] = {
    "trecorvi": (
        _Told("Modulo prenotazioni", "visite prenotate", (20, 21, 22, 24, 25, 27), "la cantina, il 1° del mese", is_asked=True),
        _Told("E-shop", "ordini con UTM", (29, 30, 31, 34, 36, 38), "Luca, il 1° del mese"),
    ),
    "irma": (
        _Told("Pre-salvataggi", "pre-salvataggi", (0, 40, 130, 290, 560, 910, 1340, 1810), "l’etichetta, ogni venerdì",
              Rhythm.WEEKLY, Counting.LEVEL),
        _Told("Piattaforme di ascolto", "ascolti", (1480, 1390, 1510, 1460, 1620, 1740), "l’etichetta, il lunedì", Rhythm.WEEKLY),
        _Told("Canale Telegram", "iscritti", (310, 318, 337, 355, 392, 431, 470, 522), "Teo Garrone, il lunedì",
              Rhythm.WEEKLY, Counting.LEVEL),
    ),
    "passolieve": (
        _Told("Registro dello studio", "prime visite", (13, 14, 14, 15, 14, 15), "la segreteria, a fine mese", is_asked=True),
        _Told("Recensioni di Google", "risposte in due giorni, su cento", (71, 78, 84, 90, 93, 96),
              "Davide, a fine mese", counting=Counting.LEVEL),
    ),
    "tornaquercia": (
        _Told("Quaderno delle domande", "risposte in un giorno, su cento", (58, 63, 61, 70, 74, 79),
              "Irene Folli, a fine mese", counting=Counting.LEVEL),
    ),
    "comune": (
        _Told("Presenze alle assemblee", "presenze", (38, 45, 41, 52, 61, 66), "l’ufficio stampa, dopo ogni assemblea"),
    ),
    "salvafonti": (
        _Told("Iscrizioni ai laboratori", "iscrizioni", (0, 6, 14, 22, 37, 49, 58, 71), "Matteo Bini, il lunedì",
              Rhythm.WEEKLY, Counting.LEVEL),
        _Told("Campioni dei cittadini", "campioni", (9, 14, 11, 8, 16, 12, 10, 13, 9, 15), "l’università, ogni settimana",
              Rhythm.WEEKLY),
    ),
    "lanterne": (
        _Told("Biglietteria", "biglietti venduti", (1900, 1960, 2040, 2130, 2290, 2480, 2650, 2870, 3040),
              "Viola Marin, la domenica", Rhythm.WEEKLY, Counting.LEVEL),
        _Told("Elenco volontari", "volontari", (35, 36, 36, 38, 39, 41), "Viola Marin, la domenica",
              Rhythm.WEEKLY, Counting.LEVEL),
        _Told("Sito, pagina del programma", "visite con UTM", (160, 190, 230, 280, 310, 390, 460), "il sito, ogni lunedì",
              Rhythm.WEEKLY),
    ),
}  # fmt: skip

GOALS: dict[str, tuple[_Set, ...]] = {
    "trecorvi": (
        _Set("Visite prenotate al mese", "Le visite vendono: una bottiglia e mezza a persona.", "sell",
             "Modulo prenotazioni", 22, 40, (75, 142)),
        _Set("Ordini e-shop con UTM al mese", "Natale è un terzo dell’anno.", "sell", "E-shop", 31, 55, (50, 160)),
        _Set("Salvataggi per post", "Chi salva torna quando sceglie il vino.", "relate", "saves", 0, 0, (90, 63),
             "per_post", "giulia", ("instagram", "facebook")),
    ),
    "irma": (
        _Set("Pre-salvataggi entro l’uscita", "Decidono in quali playlist si entra.", "promote", "Pre-salvataggi",
             0, 2500, (55, 5), "level", "giulia", until="next_release_on"),
        _Set("Iscritti al canale Telegram", "Chi è già lì ascolta la prima ora.", "relate", "Canale Telegram",
             310, 800, (50, 80), "level", "giulia"),
        _Set("Ascolti della prima settimana", "Sotto i quarantamila non ci chiamano d’estate.", "promote",
             "Piattaforme di ascolto", 0, 40_000, (20, 9), "in_all", week_of="next_release_on"),
    ),
    "passolieve": (
        _Set("Prime visite al mese", "Il venerdì pomeriggio è mezzo vuoto.", "sell", "Registro dello studio",
             14, 20, (120, 60), owner="giulia"),
        _Set("Recensioni con risposta in due giorni", "Chi ha male legge prima le risposte che le stelle.", "relate",
             "Recensioni di Google", 71, 95, (150, 60), "level", "davide"),
    ),
    "tornaquercia": (
        _Set("Domande con risposta in un giorno", "L’ha promesso in piazza.", "relate", "Quaderno delle domande",
             58, 90, (150, 60), "level"),
    ),
    "comune": (
        _Set("Presenze alle assemblee pubbliche", "Chi viene poi spiega agli altri.", "inform",
             "Presenze alle assemblee", 40, 80, (110, 100)),
    ),
    "salvafonti": (
        _Set("Iscritti ai due laboratori", "Senza iscritti il laboratorio non si fa.", "promote",
             "Iscrizioni ai laboratori", 0, 120, (60, 50), "level"),
        _Set("Campioni mandati dai cittadini", "Il dato lo prendono le persone: è il progetto.", "relate",
             "Campioni dei cittadini", 0, 300, (72, 150), "in_all"),
        _Set("Chi segue la pagina del progetto", "Nel rapporto finale i partner chiedono questo numero.", "relate", "followers",
             410, 900, (100, 150), "level", "chiara", ("linkedin",)),
    ),
    "lanterne": (
        _Set("Biglietti venduti", "Lo spettacolo al chiuso paga quello di strada.", "sell", "Biglietteria",
             1900, 4200, (62, 43), "level"),
        _Set("Volontari", "Sotto i sessanta chiude un palco.", "relate", "Elenco volontari", 35, 60, (40, 38), "level"),
        _Set("Visite alla pagina del programma", "Chi legge il programma poi compra.", "inform", "Sito, pagina del programma",
             0, 6000, (49, 43), "in_all"),
    ),
}  # fmt: skip

PILLARS: dict[str, dict[str, _About]] = {
    "trecorvi": {
        "vigna": _About("Vigna", 35, "Il lavoro, le mani, il tempo che fa.", 2,
                        (("Il venerdì in vigna", 4, "picture"),)),
        "cantina": _About("Cantina", 25, "Come nasce il vino, senza paroloni.", 1,
                          (("Domande all'enologo", 1, "carousel"),)),
        "tavola": _About("Tavola", 20, "Che cosa si mangia con che cosa.", 1, (("Con cosa lo bevo?", None, "picture"),)),
        "visite": _About("Visite", 20, "Porte aperte, posti, scarpe vecchie.", 0),
    },
    "irma": {
        "canzone": _About("Canzone", 40, "Come si scrive, una riga alla volta.", 0, (("una riga al giorno", None, "text"),)),
        "palco": _About("Palco", 25, "Le sere, i posti, chi c’era.", "promote"),
        "stanza": _About("Stanza", 20, "Quello che si vede dalla finestra.", ""),
        "voi": _About("Voi", 15, "Quello che ci mandate.", "relate", (("cantatemela voi", None, "reel"),)),
    },
    "passolieve": {
        "capire": _About("Capire", 40, "Da dove viene un dolore, in parole semplici.", "inform", (("Fa male qui", 0, "carousel"),)),
        "movimento": _About("Movimento", 30, "Cose che si fanno in due minuti.", 0, (("Due minuti, una sedia", None, "reel"),)),
        "studio": _About("Studio", 20, "Orari, persone, come si lavora.", 0),
        "territorio": _About("Territorio", 10, "Dove camminare qui intorno.", "relate"),
    },
    "tornaquercia": {
        "comunita": _About("Comunità", 50, "Incontri, domande, risposte entro venerdì.", 0),
        "cantieri": _About("Cantieri", 30, "A che punto siamo, con le date.", "inform"),
        "servizi": _About("Servizi", 20, "Che cosa cambia per chi abita qui.", "inform"),
    },
    "comune": {
        "servizi": _About("Servizi", 45, "Strade, nidi, acqua, rifiuti: si può, non si può.", "inform"),
        "cantieri": _About("Cantieri", 20, "Che cosa si fa, fino a quando, da dove si passa.", "inform",
                           (("A che punto siamo", 2, "picture"),)),
        "comunita": _About("Comunità", 20, "Assemblee, associazioni, quello che si decide insieme.", 0),
        "emergenze": _About("Emergenze", 15, "Di riserva: allerte e chiusure.", "inform"),
    },
    "salvafonti": {
        "sorgenti": _About("Sorgenti", 35, "Una sorgente alla volta.", 1, (("La fonte del mese", None, "picture"),)),
        "metodo": _About("Metodo", 30, "Chi ha misurato, e come.", "inform", (("Come lo sappiamo", None, "carousel"),)),
        "persone": _About("Persone", 20, "Chi misura.", 2),
        "appuntamenti": _About("Appuntamenti", 15, "Laboratori, uscite, date.", 0),
    },
    "lanterne": {
        "artisti": _About("Artisti", 40, "Chi c’è, uno alla volta.", 0, (("Chi accende la lanterna", 1, "picture"),)),
        "citta": _About("Città", 20, "Piazze, vie, forni, bar.", "relate"),
        "quinte": _About("Dietro le quinte", 20, "Come si monta una cosa storta.", 1, (("Dietro le quinte", 3, "picture"),)),
        "informazioni": _About("Informazioni", 20, "Date, treni, biglietti, accessi.", 2),
    },
}  # fmt: skip

_NUMBER = re.compile(r" / ([0-9]+):")


def set_them(cast: Cast, everything: Sequence[Exit], now: datetime) -> None:
    """Sources with their figures, goals, pillars and series of all clients; then what each post is for."""
    today = when.wall_of(now, ZONE).date()
    by_key: dict[str, list[Goal]] = {}
    for key, told in SOURCES.items():
        sources = {each.name: _declare(cast, key, each, today, now) for each in told}
        by_key[key] = [_set(cast, key, each, sources, today, now) for each in GOALS[key]]
    for key, abouts in PILLARS.items():
        pillars, series = _talk_about(cast, key, abouts, by_key.get(key, []), now)
        _tie(cast, key, [one for one in everything if one.demo.key == key], pillars, series)


def _declare(cast: Cast, key: str, told: _Told, today: date, now: datetime) -> FigureSource:
    client, luca = cast.clients[key], cast.members["luca"]
    contacts = cast.contacts.get(key)
    facts = SourceFacts(
        name=told.name,
        unit=told.unit,
        declared_by=contacts[0].name if contacts else client.name,
        counting=told.counting,
        rhythm=told.rhythm,
        filled_by=told.filled_by,
        asked_of_client=told.is_asked,
    )
    source = goals.add_source(by=luca, client=client, facts=facts, now=now - timedelta(days=200))
    periods = (
        _weeks(len(told.values), today)
        if told.rhythm == Rhythm.WEEKLY
        else _months(len(told.values), today)
    )
    values = [
        Declared(last if told.counting == Counting.LEVEL else first, last, Decimal(value))
        for (first, last), value in zip(periods, told.values, strict=True)
    ]
    written = datetime.combine(periods[-1][1] + timedelta(days=1), datetime.min.time())
    at = min(when.instant_of(written.replace(hour=9), ZONE), now)
    declaring.declare(source=source, values=values[:-1], way=Way.FILE, by=luca, today=today, now=at)
    # The last one stands with what proves it: written by the client's own person where it is asked of them, else by hand.
    proof = Proof(f"https://{key}.example/registro/{periods[-1][1]:%Y-%m}", note=told.filled_by)
    way: Way = Way.HAND
    by: Member | None = luca
    if told.is_asked and contacts:
        proof, way, by = replace(proof, said_by=contacts[0].name), Way.CLIENT, None
    declaring.declare(
        source=source, values=values[-1:], way=way, by=by, proof=proof, today=today, now=at
    )
    return source


def _months(n: int, today: date) -> list[tuple[date, date]]:
    """The last whole months, the newest last."""
    firsts = [month_before(today)]
    while len(firsts) < n:
        firsts.append(month_before(firsts[-1]))
    return [(first, month_of(first).last_on) for first in reversed(firsts)]


def _weeks(n: int, today: date) -> list[tuple[date, date]]:
    """The last whole weeks, the newest last."""
    sunday = today - timedelta(days=today.weekday() + 1)
    return [
        (sunday - timedelta(weeks=w, days=6), sunday - timedelta(weeks=w))
        for w in reversed(range(n))
    ]


def _set(
    cast: Cast, key: str, each: _Set, sources: dict[str, FigureSource], today: date, now: datetime
) -> Goal:
    client = cast.clients[key]
    source = sources.get(each.proof)
    channels = [p.channel for p in cast.places.get(key, ()) if p.channel.network in each.networks]
    baseline, target = Decimal(each.baseline), Decimal(each.target)
    if source is None and not target:
        baseline, target = _a_third_more(client.pk, each.proof, [c.pk for c in channels], now)
    back, ahead = each.days
    begins_on, ends_on = today - timedelta(days=back), today + timedelta(days=ahead)
    if each.week_of:
        begins_on = day_of(client.facts, each.week_of) or begins_on
        ends_on = begins_on + timedelta(days=6)
    return goals.set_goal(
        by=cast.members["luca"],
        client=client,
        wanted=Wanted(
            title=each.title,
            why=each.why,
            objective=each.objective,
            reckoning=each.reckoning,
            metric="" if source else each.proof,
            source=source,
            baseline=baseline,
            target=target,
            from_on=begins_on,
            to_on=day_of(client.facts, each.until) or ends_on,
            channels=channels,
            owner=cast.members[each.owner],
        ),
        now=now - timedelta(days=back),
    )


def _a_third_more(
    client_id: int, metric: str, channels: list[int], now: datetime
) -> tuple[Decimal, Decimal]:
    """Where the posts of these channels stood lately, a little less, and three tenths over that."""
    found = PublicationTotal.objects.filter(
        Q(channel_id__in=channels), client_id=client_id, published_at__gt=now - timedelta(days=30)
    ).values_list(metric, flat=True)
    usual = median([value for value in found if value is not None] or [10])
    baseline = round(Decimal(usual) * Decimal("0.93"), 1)
    return baseline, round(baseline * Decimal("1.3"), 1)


def _talk_about(
    cast: Cast, key: str, abouts: dict[str, _About], wanted: list[Goal], now: datetime
) -> tuple[dict[str, Pillar], list[Series]]:
    """The pillars by theme, and all series."""
    luca, client = cast.members["luca"], cast.clients[key]
    since = now - timedelta(days=190)
    pillars, series = {}, []
    for theme, about in abouts.items():
        goal = wanted[about.serves] if isinstance(about.serves, int) else None
        facts = PillarFacts(
            name=about.name,
            share=about.share,
            says=about.says,
            objective=goal.objective if goal else str(about.serves),
            goal=goal,
        )
        pillars[theme] = planning.add_pillar(by=luca, client=client, facts=facts, now=since)
        for name, weekday, shape in about.series:
            column = SeriesFacts(name=name, weekday=weekday, format=shape)
            series.append(
                planning.add_series(by=luca, pillar=pillars[theme], facts=column, now=since)
            )
    return pillars, series


def _tie(
    cast: Cast, key: str, exits: Sequence[Exit], pillars: dict[str, Pillar], series: list[Series]
) -> None:
    """Every post of the client to its pillar, what that serves, and its series with the number in its words."""
    texts: dict[str, list[str]] = defaultdict(list)
    for one in exits:
        texts[one.post.theme].append(one.text)
    posts = Post.objects.filter(client=cast.clients[key])
    for theme, pillar in pillars.items():
        goal_id, objective = pillar.goal_id, pillar.objective
        posts.filter(text__in=texts[theme]).update(
            pillar=pillar, goal_id=goal_id, objective=objective
        )
    for column in series:
        mine = list(posts.filter(text__istartswith=column.name).order_by("wall_at", "id"))
        for number, post in enumerate(mine, 1):
            said = _NUMBER.search(post.text)
            post.series, post.pillar_id = column, column.pillar_id
            post.episode = int(said[1]) if said else number
        Post.objects.bulk_update(mine, ["series", "pillar", "episode"])
