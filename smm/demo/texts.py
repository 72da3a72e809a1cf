"""Who is in the demo and what they say. All names and places are invented.

Dates are relative: `days` counts from today, negative is past; clock times are the client's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any

AGENCY = "Quintavoce"
PASSWORD = "quintavoce-demo"  # noqa: S105 (demo runs on loopback only; a system check refuses it elsewhere)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the agency, with the role they have there and on the clients named."""

    key: str
    name: str
    role: str
    clients: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.key}@quintavoce.example"


PEOPLE = [
    Person("nora", "Nora Astolfi", "owner"),
    Person("luca", "Luca Ferraguti", "manager", ("trecorvi", "lanterne")),
    Person("giulia", "Giulia Marchegiani", "editor", ("trecorvi", "lanterne")),
    Person("davide", "Davide Porro", "community", ("trecorvi", "lanterne")),
    Person("sara", "Sara Lunardi", "analyst", ("lanterne",)),
]
STAFF = Person("assistenza", "Assistenza Palinsesto", "")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the client."""

    name: str
    email: str
    part: str
    form: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What was or will be said, by whom, when, and on which of the client's accounts (all when empty)."""

    days: int
    at: time
    text: str
    by: str = "giulia"
    title: str = ""
    accounts: tuple[str, ...] = ()
    language: str = "it"


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A client with its accounts (username -> shown name) and its posts."""

    key: str
    name: str
    kind: str
    colour: str
    summary: str
    facts: dict[str, Any]
    accounts: dict[str, str]
    contacts: tuple[Contact, ...]
    out: tuple[Post, ...]
    planned: tuple[Post, ...]
    drafts: tuple[Post, ...]
    edited_after_scheduling: tuple[Post, ...] = field(default=())


EVENING, NOON, MORNING = time(18, 15), time(12, 30), time(10, 0)

TRECORVI = DemoClient(
    key="trecorvi",
    name="Tenuta Trecorvi",
    kind="company",
    colour="#8C2F45",
    summary="Azienda vinicola, colline di Valdoppia: nove ettari, tre vini",
    facts={},
    accounts={"tenutatrecorvi": "Tenuta Trecorvi"},
    contacts=(
        Contact(
            "Paola Ridolfi",
            "paola@trecorvi.example",
            "approver",
            "tu",
            "Risponde dopo le 23, spesso a voce.",
        ),
        Contact(
            "Aldo Ridolfi",
            "aldo@trecorvi.example",
            "approver",
            "tu",
            "Approva anche lui: basta uno.",
        ),
    ),
    out=(
        Post(
            -30,
            EVENING,
            "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta.",
        ),
        Post(
            -28,
            NOON,
            "Con cosa lo bevo? Il Gracco con la zuppa di ceci, senza pensarci troppo. Il resto lo fa il rosmarino.",
        ),
        Post(
            -27,
            EVENING,
            "Il venerdì in vigna / 26: la legatura. Si fa con i salici, come li piegava il nonno di Paola. Tengono fino a primavera.",
        ),
        Post(
            -25,
            MORNING,
            "Domenica apriamo alle 10. Portate scarpe vecchie: si cammina tra i filari. Posti: 18, prenotazione dal link in bio.",
        ),
        Post(
            -23,
            EVENING,
            "Domande all'enologo / 5: perché il rosato non si tiene in cantina? Perché il Nido è nato per la prima estate, non per la terza.",
        ),
        Post(
            -21,
            NOON,
            "Pioggia tutta la notte: undici millimetri. I filari bassi ringraziano, gli stivali meno.",
        ),
        Post(
            -20,
            EVENING,
            "Il venerdì in vigna / 27: il filare 12, quello storto. Nessuno ha mai voluto raddrizzarlo.",
        ),
        Post(
            -18,
            MORNING,
            "Ultimi 6 posti per la visita di domenica. Il bus ferma al bivio: vi veniamo a prendere noi.",
        ),
        Post(
            -16,
            EVENING,
            "Con cosa lo bevo? Il Pennabianca e le alici. Fresco, non gelato: dieci gradi bastano.",
        ),
        Post(
            -14,
            NOON,
            "San Martino: si apre la prima botte. Chi passa oggi assaggia dal bicchiere sbagliato, come si fa in casa.",
        ),
        Post(
            -13,
            EVENING,
            "Il venerdì in vigna / 28: cinque mani, quattro cesoie. La quinta regge il caffè.",
        ),
        Post(
            -11,
            MORNING,
            "Quanto dura una giornata di vendemmia? Per chi la guarda, quarantuno secondi. Per la schiena di Aldo, fino a giovedì.",
        ),
        Post(
            -9,
            EVENING,
            "Domande all'enologo / 6: perché il tappo? Perché il vino respira poco, ma respira.",
        ),
        Post(
            -7,
            NOON,
            "Le scatole di Natale sono pronte: tre bottiglie, tre etichette scritte a mano da Paola. Nell'e-shop da oggi.",
        ),
        Post(
            -6,
            EVENING,
            "Il venerdì in vigna / 29: la nebbia alle otto, il sole alle undici. In mezzo si parla piano.",
        ),
        Post(
            -4,
            MORNING,
            "Domenica c'erano ventidue persone e un cane. Il cane ha preferito il filare 12.",
        ),
        Post(
            -2,
            EVENING,
            "Con cosa lo bevo? Il Gracco e il formaggio di Sandra, quello con la crosta brutta. È il più buono.",
        ),
        Post(
            -1,
            NOON,
            "Annata 2026, prima prova di botte: profuma di ciliegia e di legno bagnato. Ne riparliamo a marzo.",
        ),
    ),
    planned=(
        Post(
            1,
            EVENING,
            "Il venerdì in vigna / 30: le forbici. Si affilano la sera, con l'olio e la pazienza.",
        ),
        Post(
            3,
            MORNING,
            "Domenica apriamo alle 10. Portate scarpe vecchie: si cammina tra i filari. Restano 7 posti.",
        ),
        Post(
            5,
            EVENING,
            "Domande all'enologo / 7: che cosa sono quei cristalli sul fondo? Niente di male, anzi.",
        ),
    ),
    drafts=(
        Post(
            6,
            NOON,
            "Porte in vigna: il programma della giornata, ora per ora.",
            title="Porte in vigna, programma",
        ),
        Post(
            8,
            EVENING,
            "Il giveaway «per Natale»: prima il regolamento, poi il post.",
            title="Giveaway di Natale (da verificare)",
            by="luca",
        ),
    ),
    edited_after_scheduling=(
        Post(
            2,
            NOON,
            "Con cosa lo bevo? Il Nido e la pizza del sabato. Paola dice di sì, Aldo deve ancora dirlo.",
        ),
    ),
)

LANTERNE = DemoClient(
    key="lanterne",
    name="Festival delle Lanterne Storte",
    kind="event",
    colour="#C46A1B",
    summary="Teatro e musica di strada, tre giorni a Serravento",
    facts={},
    accounts={"lanternestorte": "Lanterne Storte", "crookedlanterns": "Crooked Lanterns Festival"},
    contacts=(
        Contact(
            "Bruno Settecase",
            "bruno@lanterne.example",
            "approver",
            "tu",
            "Direttore. Decide in fretta, poi ci ripensa.",
        ),
        Contact("Viola Marin", "viola@lanterne.example", "viewer", "tu", "Ufficio stampa."),
    ),
    out=(
        Post(
            -29,
            time(19, 0),
            "Mancano 71 giorni. La prima lanterna è già storta, la seconda promette bene.",
            accounts=("lanternestorte",),
        ),
        Post(
            -29,
            time(19, 5),
            "71 days to go. The first lantern is already crooked, the second looks promising.",
            accounts=("crookedlanterns",),
            language="en",
        ),
        Post(
            -26,
            NOON,
            "Chi accende la lanterna / 1: il Duo Sottovento, una fisarmonica e una sega musicale. Venerdì, piazza Nuova.",
            accounts=("lanternestorte",),
        ),
        Post(
            -24,
            time(11, 0),
            "Cerchiamo volontari: trentacinque ci sono, ne mancano venticinque. Si monta, si accompagna, si ride. Modulo sul sito.",
            accounts=("lanternestorte",),
        ),
        Post(
            -22,
            time(19, 0),
            "Chi accende la lanterna / 2: le Sorelle Barlume, teatro d'ombre con i lampioni veri.",
            accounts=("lanternestorte",),
        ),
        Post(
            -22,
            time(19, 5),
            "Who lights the lantern / 2: the Barlume Sisters, shadow theatre with real street lamps.",
            accounts=("crookedlanterns",),
            language="en",
        ),
        Post(
            -19,
            NOON,
            "Si può arrivare in treno: ultimo ritorno alle 23:40, l'anno scorso non c'era. Abbiamo chiesto, hanno detto sì.",
            accounts=("lanternestorte",),
        ),
        Post(
            -17,
            time(11, 0),
            "Dietro le quinte: in falegnameria si raddrizzano i pali e si storcono le lanterne. In quest'ordine.",
            accounts=("lanternestorte",),
        ),
        Post(
            -15,
            time(19, 0),
            "Chi accende la lanterna / 3: Maestro Ottone e la banda che arriva sempre dalla parte sbagliata.",
            accounts=("lanternestorte",),
        ),
        Post(
            -12,
            NOON,
            "I biglietti per lo spettacolo al chiuso sono 1.900. Per la strada non servono: basta fermarsi.",
            accounts=("lanternestorte",),
        ),
        Post(
            -12,
            time(12, 35),
            "Tickets are for the indoor show only. In the street you just have to stop.",
            accounts=("crookedlanterns",),
            language="en",
        ),
        Post(
            -10,
            time(11, 0),
            "Il Forno Treppiedi prepara il pane a forma di lanterna. Viene storto da solo.",
            accounts=("lanternestorte",),
        ),
        Post(
            -8,
            time(19, 0),
            "Chi accende la lanterna / 4: tre acrobati e una scala. La Compagnia dei Piedi Freddi, sabato alle 21:30.",
            accounts=("lanternestorte",),
        ),
        Post(
            -5,
            NOON,
            "«Ci si arriva con la carrozzina?» In piazza Vecchia sì, in via dei Coppi no: mettiamo una pedana e un volontario.",
            accounts=("lanternestorte",),
        ),
        Post(
            -3,
            time(19, 0),
            "Mancano 45 giorni. Abbiamo una lista di cose storte e, finalmente, una di cose dritte.",
            accounts=("lanternestorte",),
        ),
        Post(
            -3,
            time(19, 5),
            "45 days to go. We have a list of crooked things and, at last, one of straight ones.",
            accounts=("crookedlanterns",),
            language="en",
        ),
        Post(
            -1,
            time(11, 0),
            "Chi accende la lanterna / 5: Nina e il baule. Dentro ci sta lei, dicono.",
            accounts=("lanternestorte",),
        ),
    ),
    planned=(
        Post(
            1,
            time(19, 0),
            "Mancano 41 giorni. La prima lanterna è storta, la seconda pure. Siamo in orario.",
            accounts=("lanternestorte",),
        ),
        Post(
            1,
            time(19, 5),
            "41 days to go. The first lantern is crooked, so is the second. We are on time.",
            accounts=("crookedlanterns",),
            language="en",
        ),
        Post(
            4,
            NOON,
            "Chi accende la lanterna / 6: gli Ottoni Sghembi. Quando girano l'angolo, l'angolo gira con loro.",
            accounts=("lanternestorte",),
        ),
    ),
    drafts=(
        Post(
            7,
            time(11, 0),
            "Piove. Lo spettacolo delle 21 si sposta in Palestra Fermi, stessi posti, stesse sedie scomode.",
            title="Piano B: pioggia",
            accounts=("lanternestorte",),
        ),
    ),
)

CLIENTS = [TRECORVI, LANTERNE]

DUE_SOON = "Questa è la prova in diretta: il post esce fra tre minuti, da solo. Guardate la pagina del social."
