"""Whom the demo's clients are compared with: accounts on the sandbox network that the program reads, and profiles that people
look at once a week. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from clients.actions import observing, watching
from clients.actions.watching import Seen
from clients.models import Client, Competitor, CompetitorProfile, CompetitorReading
from networks.sandbox.orders import Orders
from people.models import Member
from smm.demo.places import BORN_BEFORE

DAYS_OF_POSTS = 34
# Whom nobody has looked at yet this week.
SEEN_LATE = ("Podere Altanebbia", "Fisiolab Ponterotto", "Strabuskers Valdoppia")
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Rival:
    """One competitor: its account on the sandbox with followers and posts a week, its Instagram with followers by hand."""

    name: str
    note: str
    username: str = ""
    followers: int = 0
    per_week: float = 0.0
    fame: float = 1.0
    instagram: str = ""
    instagram_followers: int = 0
    says: tuple[str, ...] = ()


RIVALS: dict[str, tuple[Rival, ...]] = {
    "trecorvi": (
        Rival("Podere Altanebbia", "Stesso pubblico della domenica; fotografano meglio la tavola.", "podere.altanebbia", 1420, 3.2, 1.1, "poderealtanebbia", 6120, ("Nebbia fino alle dieci, poi si lavora.", "Sabato si assaggia in aia: restano quattro posti.", "Un bianco, due bicchieri, nessuna fretta.")),
        Rival("Vigne del Luparo", "Vendono dal profilo: guardiamo come chiedono.", "vigne.luparo", 860, 5.5, 0.7, "vignedelluparo", 9340, ("Nuova annata nello shop.", "Spedizione gratis fino a domenica.", "Il rosso del Luparo torna in cassa da sei.")),
        Rival("Cascina Ombralunga", "Piccoli come noi: ritmo da tenere d’occhio.", "", 0, 0, 1, "cascinaombralunga", 2210),
    ),
    "irma": (
        Rival("Nilde Corvina", "Stesso giro di locali: quante date annuncia in un post, e quante ne riempie.", "nilde.corvina", 2640, 2.8, 1.1, "nildecorvina", 5380, ("due accordi, il resto lo canta chi ascolta.", "a teatro piccolo, luci alte: vi vedevo tutti.", "la demo era più brutta e ci manca.")),
        Rival("Duo Controluna", "Mettono fuori una canzone ogni sei settimane: guardiamo che cosa raccontano in mezzo.", "", 0, 0, 1, "duocontroluna", 8120),
        Rival("Santo Malaspino", "Parla poco e gli rispondono in tanti.", "santo.malaspino", 4150, 1.2, 1.4, "", 0, ("il disco è finito. io quasi.", "sabato suono seduto.")),
    ),
    "passolieve": (
        Rival("Fisiolab Ponterotto", "Molti video brevi, poche risposte ai commenti.", "fisiolab.ponterotto", 640, 2.4, 0.9, "fisiolabponterotto", 3480, ("Tre esercizi per chi guida tutto il giorno.", "Il dolore al collo non aspetta lunedì.")),
        Rival("Centro Muovibene Valdoppia", "Recensioni curate una per una.", "", 0, 0, 1, "muovibenevaldoppia", 1890),
    ),
    "lanterne": (
        Rival("Strabuskers Valdoppia", "La settimana dopo la nostra: stesso pubblico, stessi artisti.", "strabuskers", 2980, 4.1, 1.3, "strabuskers", 11200, ("Cinque palchi, un solo cappello.", "Chi suona in piazza venerdì? Indovinate.")),
        Rival("Notti di Ferragnola", "Una sera a luglio, tutta in un cortile: come vendono pochi posti.", "", 0, 0, 1, "nottidiferragnola", 3260),
        Rival("Festival Pietrasuona", "Annunciano gli artisti a gruppi di tre.", "pietrasuona", 1750, 2.0, 1.0, "", 0, ("Le pietre suonano ancora. Programma in arrivo.",)),
    ),
    "salvafonti": (
        Rival("Progetto Acquechiare", "Stesso bando, un altro fiume: quante volte fanno parlare chi misura.", "acquechiare", 980, 2.6, 1.1, "", 0, ("Dodici sonde, un torrente, un inverno intero di dati.", "Chi beve a valle chiede a chi sta a monte: l’incontro è giovedì.", "Il campione di oggi l’ha preso una barista.")),
        Rival("Rete Fontanili Vivi", "Stesso mestiere in un’altra valle: come spiegano i dati.", "fontanili.vivi", 720, 1.8, 1.0, "", 0, ("Il fontanile di maggio: undici gradi, costanti.", "Come si misura una portata con un secchio e un orologio.")),
    ),
    "comune": (
        Rival("Comune di Pieve Lamaro", "Avvisi in due righe, sempre con l’ora.", "pieve.lamaro", 1310, 6.2, 0.8, "", 0, ("Via Mazzini chiusa dalle 8 alle 13.", "Domani niente raccolta della carta.", "Il mercato si sposta in piazza Nuova.")),
        Rival("Comune di Valdoppia", "Tre volte i nostri abitanti: come mettono in ordine gli avvisi quando sono tanti.", "comune.valdoppia", 4870, 8.4, 0.7, "comunedivaldoppia", 6940, ("Ponte Vecchio a senso unico alternato fino a venerdì.", "Gli sportelli oggi chiudono alle 12 per un corso.", "Neve prevista sopra i trecento metri: i mezzi sono pronti.")),
    ),
}  # fmt: skip


def usernames() -> tuple[str, ...]:
    """Their accounts on the sandbox network."""
    return tuple(each.username for rivals in RIVALS.values() for each in rivals if each.username)


def watch(
    members: dict[str, Member], clients: dict[str, Client], sandbox: Orders, now: datetime
) -> None:
    """Open their accounts, let them have posted, and look at them as the program and people did for three months."""
    _play(sandbox, now)
    began = now - timedelta(weeks=WEEKS)
    for key, rivals in RIVALS.items():
        for rival in rivals:
            _watch(members["luca"], clients[key], rival, began, now)


def _play(sandbox: Orders, now: datetime) -> None:
    rivals = [each for some in RIVALS.values() for each in some if each.username]
    made = sandbox.order(
        "accounts",
        usernames=[each.username for each in rivals],
        profiles={
            each.username: {"name": each.name, "followers": each.followers, "growth": 0.0008, "note": each.name}
            for each in rivals
        },
        born_at=(now - BORN_BEFORE).isoformat(),
    )  # fmt: skip
    statuses = []
    for account, rival in zip(made, rivals, strict=True):
        dice = Random(rival.username)  # noqa: S311 - a stage play, not a secret
        for turn in range(int(rival.per_week * DAYS_OF_POSTS / 7)):
            ago = timedelta(days=(turn + dice.random()) * 7 / rival.per_week)
            statuses.append(
                {
                    "account_id": account["id"],
                    "text": rival.says[turn % len(rival.says)],
                    "created_at": (now - ago).isoformat(),
                    "fame": rival.fame * dice.uniform(0.5, 1.9),
                }
            )
    sandbox.order("backdate", statuses=sorted(statuses, key=lambda one: one["created_at"]))


def _watch(by: Member, client: Client, rival: Rival, began: datetime, now: datetime) -> None:
    first = "sandbox" if rival.username else "instagram"
    competitor = watching.watch(
        by=by,
        client=client,
        name=rival.name,
        note=rival.note,
        network=first,
        account=rival.username or f"@{rival.instagram}",
        now=began,
    )
    if rival.username and rival.instagram:
        watching.add_profile(
            by=by,
            competitor=competitor,
            network="instagram",
            account=f"@{rival.instagram}",
            now=began,
        )
    for profile in competitor.profiles.select_related("client", "competitor"):
        if profile.is_read:
            _read_so_far(profile, rival, now)
            observing.read(profile, now=now)
        else:
            _written_down(by, competitor, profile, rival, now)


def _read_so_far(profile: CompetitorProfile, rival: Rival, now: datetime) -> None:
    """A reading a day, but for nine days on which the program did not run."""
    today = profile.client.today(now)
    CompetitorReading.objects.bulk_create(
        CompetitorReading(
            agency_id=profile.agency_id,
            client_id=profile.client_id,
            profile=profile,
            # Counted in days, not in hours: a day of 25 hours would stand twice.
            day_on=today - timedelta(days=ago),
            taken_at=at,
            followers=int(rival.followers * (1 + 0.0008 * ((at - now) / timedelta(days=1) + BORN_BEFORE.days))),
        )
        for ago in range(1, WEEKS * 7)
        if not 38 <= ago < 54
        for at in [now - timedelta(days=ago)]
    )  # fmt: skip


def _written_down(
    by: Member, competitor: Competitor, profile: CompetitorProfile, rival: Rival, now: datetime
) -> None:
    """Every Monday somebody looks, but for two; the last time is a week ago for some."""
    dice = Random(profile.handle)  # noqa: S311
    late = 5 if rival.name in SEEN_LATE else 0
    for week in range(WEEKS - 1, -1, -1):
        if week in (5, 9):
            continue
        n_new = dice.choice((2, 3, 3, 4, 5))
        n_videos = dice.randint(0, 2)
        each = tuple(
            int(rival.instagram_followers * dice.uniform(0.008, 0.03)) for _post in range(n_new)
        )
        seen = Seen(
            followers=int(rival.instagram_followers * (1 - 0.004 * week)),
            n_new=n_new,
            n_engagements=sum(each),
            # Some are written down post by post, of others only what they have together.
            engagements_each=each if len(rival.name) % 2 else (),
            n_videos=n_videos,
            n_carousels=min(1, n_new - n_videos),
            n_images=max(0, n_new - n_videos - 1),
        )
        at = now - timedelta(weeks=week, days=2 + late)
        watching.write_down(by=by, profile=profile, seen=seen, now=at)
