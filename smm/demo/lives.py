"""What clients have by their kind, one that might become a client, and the small shop that does everything by phone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from clients.actions import by_hand, offering, onboarding
from clients.models import (
    Act,
    Channel,
    Client,
    Deliverable,
    Offer,
    Sighting,
    Sponsor,
    Stage,
    Status,
    Window,
    Work,
    WorkPackage,
)
from editorial import when
from editorial.actions import agreeing, drafting
from editorial.actions.drafting import VersionInput
from editorial.models import Post
from people.roles import Role
from smm.demo.cast import Cast

# Day, hour, stage, who, and whether their office has said yes.
PROGRAMME = """
0 18:00 N Duo Sottovento
0 19:00 C Marionette dai lacci lunghi
0 19:30 V Banda di Maestro Ottone
0 20:30 N Un uomo, una bicicletta, un pianoforte
0 21:00 C Teatro per un pubblico alla volta
0 21:30 V Le Sorelle Barlume
0 22:30 N Quartetto in cammino
0 23:00 V ? Fuochi freddi
1 11:00 N Laboratorio: storcere una lanterna
1 16:00 C Nina e il baule
1 17:00 N Gli Ottoni Sghembi
1 18:00 C Filastrocche per grondaie
1 18:30 V Zia Ernesta e i suoi coltelli di legno
1 19:30 N La fisarmonica in minore
1 20:30 C Duo Sottovento
1 21:30 V Compagnia dei Piedi Freddi
1 22:30 C Coro dei balconi
1 23:30 V Banda di Maestro Ottone
2 11:00 C Laboratorio: ombre con le mani
2 15:30 N Marionette dai lacci lunghi
2 16:30 C Nina e il baule
2 17:30 V Gli Ottoni Sghembi
2 18:30 N Quartetto in cammino
2 19:30 C ? Orchestra dei cucchiai
2 20:30 V Compagnia dei Piedi Freddi
2 21:30 N Le Sorelle Barlume
2 22:30 V Si spegne l'ultima lanterna
"""
STAGES = {"V": "Piazza Vecchia", "N": "Piazza Nuova", "C": "Cortile dei Coppi"}


def add(cast: Cast, now: datetime) -> None:
    """All of it; days are counted from today."""
    today = when.wall_of(now, "Europe/Rome").date()
    _festival(cast.clients["lanterne"])
    _project(cast.clients["salvafonti"], today)
    _artist(cast.clients["irma"], today)
    for key, hat in (("tornaquercia", "person"), ("comune", "institution")):
        Channel.objects.filter(client=cast.clients[key]).update(hat=hat)
        _vote(cast.clients[key], hat, today)
    _prospect(cast, today, now)
    _small_shop(cast, today, now)


def _of(client: Client, model: Any, rows: list[dict[str, Any]]) -> list[Any]:
    made: list[Any] = model.objects.bulk_create(
        model(agency_id=client.agency_id, client=client, **row) for row in rows
    )
    return made


def _festival(client: Client) -> None:
    first = date.fromisoformat(client.facts["starts_on"])
    made = _of(client, Stage, [{"name": name} for name in STAGES.values()])
    stages = dict(zip(STAGES, made, strict=True))
    acts = []
    for line in PROGRAMME.strip().splitlines():
        day, clock, where, who = line.split(" ", 3)
        acts.append(
            {
                "on": first + timedelta(days=int(day)),
                "at": time.fromisoformat(clock),
                "minutes": 50,
                "stage": stages[where],
                "name": who.removeprefix("? "),
                "is_confirmed": not who.startswith("?"),
            }
        )
    _of(client, Act, acts)
    _of(
        client,
        Sponsor,
        [
            {
                "name": "Forno Treppiedi",
                "n_owed": 6,
                "n_before": 3,
                "rivals": "Panificio Altobelli",
            },
            {
                "name": "Cassa Rurale di Valdoppia",
                "n_owed": 8,
                "n_before": 2,
                "rivals": "Banca Pontelungo",
            },
        ],
    )


# The vote is in fifty days; the town's own window is called later than hers, who is careful.
VOTE_IN = timedelta(days=50)
WINDOWS = {
    "person": (6, "Niente bilanci, niente promesse, niente inaugurazioni: si rimanda a dopo il voto"),
    "institution": (20, "Solo ciò che è indispensabile e in forma impersonale: niente nomi, niente volti"),
}  # fmt: skip


def _vote(client: Client, hat: str, today: date) -> None:
    days, rule = WINDOWS[hat]
    starts_on, ends_on = today + timedelta(days=days), today + VOTE_IN + timedelta(days=1)
    window = {
        "name": "Finestra elettorale",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "rule": rule,
    }
    _of(client, Window, [window])


def _project(client: Client, today: date) -> None:
    start = today - timedelta(days=640)
    packages = _of(
        client,
        WorkPackage,
        [
            {
                "code": f"WP{n}",
                "title": title,
                "starts_on": start + timedelta(days=begins),
                "ends_on": today + timedelta(days=425 - cut),
            }
            for n, title, begins, cut in (
                (1, "Coordinamento", 0, 0),
                (2, "Censimento delle sorgenti", 0, 240),
                (3, "Misure e quaderni storici", 60, 120),
                (4, "Comunità e campioni", 180, 60),
                (5, "Comunicazione e divulgazione", 0, 0),
            )
        ],
    )
    done, ahead = today - timedelta(days=96), today + timedelta(days=60)
    _of(
        client,
        Deliverable,
        [
            {"code": "D5.1", "title": "Piano di comunicazione", "due_on": start + timedelta(days=90),
             "handed_in_on": start + timedelta(days=86), "work_package": packages[4]},
            {"code": "D5.2", "title": "Sito e identità", "due_on": done, "handed_in_on": done,
             "work_package": packages[4]},
            {"code": "D4.1", "title": "Kit per i campioni dei cittadini", "due_on": today - timedelta(days=4),
             "work_package": packages[3]},
            {"code": "D5.3", "title": "Rapporto di comunicazione", "due_on": ahead, "work_package": packages[4]},
        ],
    )  # fmt: skip


def _artist(client: Client, today: date) -> None:
    out_on = date.fromisoformat(client.facts["next_release_on"])
    label = "Dischi Mezzaluna Storta"
    _of(
        client,
        Work,
        [
            {"title": "Fuori orario", "what": "singolo", "out_on": out_on, "approver": label,
             "approved_on": today - timedelta(days=5)},
            {"title": "Ultima corsa", "what": "album", "out_on": out_on + timedelta(days=70), "approver": label},
        ],
    )  # fmt: skip


def _prospect(cast: Cast, today: date, now: datetime) -> None:
    """A nursery garden that asked on Tuesday: three accounts looked at, one offer out."""
    nora, asked = cast.members["nora"], now - timedelta(days=4)
    client = onboarding.create_client(
        by=nora,
        name="Vivaio Terzaluna",
        kind="company",
        status=Status.PROSPECT,
        colour="#5B7A3A",
        summary="Piante da orto e da balcone, due serre; ha chiesto un'offerta",
        facts={"sector": "Vivaio, vendita al pubblico", "season": "Da marzo a giugno"},
        now=asked,
    )
    onboarding.add_contact(
        by=nora,
        client=client,
        name="Ines Terzaluna",
        email="ines@terzaluna.example",
        form="tu",
        now=asked,
    )
    seen = today - timedelta(days=3)
    _of(
        client,
        Sighting,
        [
            {"network": "instagram", "address": "@vivaioterzaluna", "seen_on": seen, "followers": 1240, "posts": 3,
             "last_post_on": seen - timedelta(days=19), "formats": "foto, qualche storia", "answers": "sometimes",
             "gaps": "Nessun link al listino. Gli orari sono quelli dell'anno scorso."},
            {"network": "facebook", "address": "Vivaio Terzaluna", "seen_on": seen, "followers": 2870, "posts": 5,
             "last_post_on": seen - timedelta(days=6), "formats": "foto, volantini", "answers": "no",
             "gaps": "Undici domande senza risposta, nove sui prezzi."},
            {"network": "google_business", "address": "Vivaio Terzaluna, via del Mulino", "seen_on": seen,
             "answers": "no", "gaps": "Quattro recensioni senza risposta; la domenica risulta aperto."},
        ],
    )  # fmt: skip
    offer = offering.keep_offer(
        by=nora,
        client=client,
        offer=Offer(
            words=(
                "Da marzo a giugno, quando la gente compra: otto post e quattro storie al mese, gli orari giusti "
                "ovunque, ogni domanda con una risposta entro un giorno. Funziona se calano le telefonate «siete aperti?»."
            ),
            price="620.00",
            hours=15,
            quotas={"post": 8, "story": 4},
            rounds=1,
            starts_on=today + timedelta(days=20),
            valid_until=today + timedelta(days=11),
        ),
        now=asked + timedelta(days=1),
    )
    offering.send(by=nora, offer=offer, contacts=[], now=asked + timedelta(days=1))


def _small_shop(cast: Cast, today: date, now: datetime) -> None:
    """Three fields, four posts a month, everything by phone. The yes came two days ago: the month is drafted."""
    nora, chiara = cast.members["nora"], cast.members["chiara"]
    asked, agreed = now - timedelta(days=6), now - timedelta(days=2)
    client = onboarding.create_client(
        by=nora,
        name="Merceria Dueaghi",
        kind="company",
        status=Status.PROSPECT,
        colour="#7A3E6B",
        summary="Bottoni, filati e orli pronti in giornata",
        now=asked,
    )
    onboarding.add_contact(
        by=nora, client=client, name="Piera Dueaghi", phone="0432 555 018", now=asked
    )
    channel = by_hand.add_channel(
        by=nora, client=client, network="instagram", account="@merceriadueaghi", now=asked
    )
    offer = offering.keep_offer(
        by=nora,
        client=client,
        offer=Offer(
            words="Quattro post al mese, scritti in bottega.",
            price="250.00",
            quotas={"post": 4},
            starts_on=today,
            valid_until=today + timedelta(days=10),
        ),
        now=asked,
    )
    offering.send(by=nora, offer=offer, contacts=[], now=asked)
    agreeing.decide_by_voice(
        by=nora, offer=offer, is_yes=True, who="Piera, al telefono", now=agreed
    )
    onboarding.assign(by=nora, client=client, member=chiara, role=Role.EDITOR, now=agreed)
    first = Post.objects.filter(client=client).earliest("wall_at")
    drafting.edit_post(
        post=first,
        member=chiara,
        edit_number=first.edit_number,
        text="Il bottone perso non si trova mai uguale. Portateci l'altro: lo cerchiamo noi, in quaranta cassetti.",
        title=first.title,
        versions=[VersionInput(channel=channel)],
        wall_at=first.wall_at,
        now=now,
    )
