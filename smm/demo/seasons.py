"""What comes with time: clients that rest, leave and have left, the months that were invoiced, a channel that sleeps, a link that
people follow, a post that was corrected, a rule left so on purpose, an interview. By the actions that clicks call.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from analytics.actions import handing_over, stating
from analytics.queries.statements import statement_period
from clients.actions import by_hand, link_pages, links, onboarding, profiles, standing, strategy
from clients.models import Channel, Client, LinkPage, Status
from clients.queries.voices import manner_of
from editorial import when
from editorial.actions import (
    amending,
    answering,
    asking,
    drafting,
    leaving_so,
    linking,
    publishing,
    remedying,
    resting,
    scheduling,
)
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.rewording import NewWords
from editorial.lifecycle import ReviewDecision
from editorial.models import Publication, ShortLink
from editorial.queries.tone import OnChannel
from editorial.queries.tone import standing as findings_of
from networks.sandbox.orders import Orders
from people.roles import Role
from smm.demo import budgets, network_time
from smm.demo.cast import LONG_AGO, Cast
from smm.demo.plan import ZONE

TABLE = "https://salvafonti.example/diario/tabella"
WROTE = (
    "Novantuno giorni di misura, nove sorgenti: la tabela intera è in linea, con il metodo accanto."
)
MEANT = WROTE.replace("tabela", "tabella")
OUT_AGO = timedelta(days=2, hours=3)
ANSWERS = {
    "trade": "Fisioterapia per chi lavora in piedi e per chi è stato operato.",
    "year": "A settembre tornano tutti con la schiena rotta; agosto è vuoto. Da un anno siamo in due.",
    "others": "La palestra in fondo alla via e l’ospedale, che ha la lista lunga.",
    "thanks": "Che spieghiamo che cosa facciamo\nChe si aspetta poco",
    "complaints": "Il telefono squilla a vuoto mentre lavoriamo",
    "chances": "Le prime visite del mattino",
    "worries": "Chi promette guarigioni in tre sedute",
    "why_you": "Un’ora intera, sempre la stessa persona.",
    "reach": "Chi abita o lavora a Pieve Lamaro, dai quaranta in su.",
    "elsewhere": "Il medico di base, il passaparola, la scheda di Google.",
    "job": "Togliere la paura della prima visita.",
    "one_thing": ["inform"],
}
# Whose statement goes out as soon as a month is over.
PUNCTUAL = "trecorvi"
# By day, the newest last: how often the table was opened, and the visits of the winery's page.
FOLLOWED = (23, 41, 17)
VISITS = (3, 5, 2, 8, 13, 4, 6)


def add(cast: Cast, now: datetime) -> None:
    """All of it; days are counted from today."""
    _invoiced(cast, now)
    _rests(cast, now)
    _leaves(cast, now)
    _has_left(cast, now)
    _sleeps(cast, now)
    _visits_of_the_page(cast, now)
    _left_so(cast, now)
    _asked_of_the_studio(cast, now)


def _small(
    cast: Cast, name: str, summary: str, *, colour: str, account: str, now: datetime
) -> Client:
    """A small client of long ago, on one channel that people publish on."""
    nora, then = cast.members["nora"], now - LONG_AGO
    client = onboarding.create_client(
        by=nora, name=name, kind="company", status=Status.ACTIVE, colour=colour, summary=summary, now=then
    )  # fmt: skip
    onboarding.assign(by=nora, client=client, member=cast.members["chiara"], role=Role.EDITOR, now=then)  # fmt: skip
    by_hand.add_channel(by=nora, client=client, network="instagram", account=account, now=then)
    return client


def _invoiced(cast: Cast, now: datetime) -> None:
    """Every month that is over but the last, each on the second of the next one, and the winery's last one too; of a flat fee
    what its months took so far, in one."""
    nora = cast.members["nora"]
    for key, deal in budgets.DEALS.items():
        client = cast.clients[key]
        today = client.today(now)
        is_flat = deal.terms.get("basis") == "flat"
        n_open = 0 if key == PUNCTUAL else 1
        for months_ago in [2] if is_flat else range(budgets.N_MONTHS, n_open, -1):
            first_on = budgets.first_of_month(today, -months_ago)
            second = datetime.combine(budgets.first_of_month(today, 1 - months_ago), time(9, 20)) + timedelta(days=1)  # fmt: skip
            at = min(when.instant_of(second, ZONE), now)
            period = statement_period(client=client, on=first_on)
            stating.issue(by=nora, client=client, period=period, today=today, now=at)


def _rests(cast: Cast, now: datetime) -> None:
    client = _small(cast, "Gelateria Tregradini", "Gelato da marzo a ottobre", colour="#C2607A", account="@gelateriatregradini", now=now)  # fmt: skip
    standing.pause(by=cast.members["luca"], client=client, why="Chiusa fino al 1° marzo", now=now - timedelta(days=28))  # fmt: skip


def _leaves(cast: Cast, now: datetime) -> None:
    """A bookshop that goes in three weeks; one post is planned for after, and nobody has said yes to that."""
    client = _small(cast, "Libreria Semprevento", "Libri usati e letture del giovedì", colour="#3F6F8E", account="@libreriasemprevento", now=now)  # fmt: skip
    onboarding.add_contact(by=cast.members["nora"], client=client, name="Agata Sempre", email="agata@semprevento.example", now=now - LONG_AGO)  # fmt: skip
    channel, chiara = client.channels.get(), cast.members["chiara"]
    today = client.today(now)
    for days, text in (
        (4, "Giovedì si legge ad alta voce: porta il libro che non hai mai finito."),
        (
            18,
            "Dodici scatole di gialli sono arrivate in una volta sola. Si aprono sabato, con il caffè.",
        ),
        (30, "Si chiude l’inventario: tutto quello che avanza va via a peso."),
    ):
        post = drafting.create_post(
            member=chiara, client=client, text=text, versions=[VersionInput(channel=channel)],
            wall_at=datetime.combine(today + timedelta(days=days), datetime.min.time().replace(hour=18)),
            now=now - timedelta(days=12),
        )  # fmt: skip
        if days < 30:
            scheduling.schedule(post=post, member=cast.members["luca"], wall_at=post.wall_at, fold=0, now=now - timedelta(days=11))  # type: ignore[arg-type]  # fmt: skip
    resting.begin_leaving(
        by=cast.members["nora"], client=client, last_day=today + timedelta(days=21), why="Segue tutto la nipote", now=now - timedelta(days=10)
    )  # fmt: skip


def _has_left(cast: Cast, now: datetime) -> None:
    client = _small(cast, "Cicli Baldorosso", "Biciclette usate, riparazioni in giornata", colour="#8A5A2B", account="@ciclibaldorosso", now=now)  # fmt: skip
    nora, then = cast.members["nora"], now - timedelta(days=130)
    resting.begin_leaving(by=nora, client=client, last_day=client.today(then), why="Ha venduto l’officina", now=then)  # fmt: skip
    handing_over.ask_for(by=nora, client=client, now=then)
    standing.archive(by=nora, client=client, now=then + timedelta(days=2))


def _sleeps(cast: Cast, now: datetime) -> None:
    """The winery's page on a network that only spoke to other wineries."""
    client, luca = cast.clients["trecorvi"], cast.members["luca"]
    channel = by_hand.add_channel(by=luca, client=client, network="pinterest", account="tenutatrecorvi", now=now - LONG_AGO)  # fmt: skip
    today = client.today(now)
    profiles.put_to_sleep(
        by=luca, channel=channel, why="Ci seguivano soltanto altre cantine: si riguarda a primavera.",
        until=today + timedelta(days=110), followers="Ci trovate su Instagram, ogni giorno.", today=today, now=now - timedelta(days=40),
    )  # fmt: skip


def put_right(cast: Cast, sandbox: Orders, now: datetime) -> Publication:
    """A post with a short link that people followed, out two days ago; one word of it was put right an hour later."""
    client, channel = cast.clients["salvafonti"], cast.channels["salvafonti"]
    chiara, luca = cast.members["chiara"], cast.members["luca"]
    links.set_scheme(
        by=luca, client=client, source="{network}", medium="social", campaign="{campaign}", usual_campaign="misure",
        words={}, is_short=True, now=now - LONG_AGO,
    )  # fmt: skip
    out_at = now - OUT_AGO
    wrote_at = out_at - timedelta(days=2)
    post = drafting.create_post(
        member=chiara, client=client, text=WROTE, versions=[VersionInput(channel=channel)],
        additions=Additions(link=TABLE, is_link_short=True, utm_campaign="tabella"), now=wrote_at,
    )  # fmt: skip
    review = asking.ask_review(post=post, member=chiara, now=wrote_at)
    answering.decide_in_agency(
        review=review, member=luca, decision=ReviewDecision.APPROVED, seen=review.revision.content_hash, now=wrote_at + timedelta(hours=3)
    )  # fmt: skip
    wall_at = when.wall_of(out_at, ZONE)
    scheduling.schedule(post=post, member=luca, wall_at=wall_at, fold=when.fold_of(out_at, ZONE), now=wrote_at + timedelta(hours=4))  # fmt: skip
    network_time.set_to(sandbox, out_at)
    publishing.publish_round(clock=lambda: out_at + timedelta(seconds=1))
    corrected_at = out_at + timedelta(hours=1)
    network_time.set_to(sandbox, corrected_at)
    post.refresh_from_db()
    amending.correct(
        post=post, member=luca, words=NewWords(MEANT), channels=[channel.pk], edit_number=post.edit_number, now=corrected_at
    )  # fmt: skip
    again = post.reviews.open().get()
    answering.decide_in_agency(
        review=again, member=cast.members["nora"], decision=ReviewDecision.APPROVED, seen=again.revision.content_hash,
        now=corrected_at + timedelta(minutes=4),
    )  # fmt: skip
    remedying.remedy_round(clock=lambda: corrected_at + timedelta(minutes=5))
    network_time.set_right(sandbox)
    link = ShortLink.objects.get(post=post, channel=channel)
    for days_ago, n in enumerate(reversed(FOLLOWED)):
        for _ in range(n):
            linking.follow(code=link.code, is_counted=True, now=now - timedelta(days=days_ago))
    return Publication.objects.get(delivery__post=post)


def _visits_of_the_page(cast: Cast, now: datetime) -> None:
    page = LinkPage.objects.get(client=cast.clients["trecorvi"])
    for n, link in enumerate(page.links.all()):
        for days_ago, visits in enumerate(reversed(VISITS)):
            for _ in range(visits // (n + 1)):
                link_pages.follow(page=page, public_id=link.public_id, is_counted=True, now=now - timedelta(days=days_ago))  # fmt: skip


def _left_so(cast: Cast, now: datetime) -> None:
    """A draft with a word that the winery does not say; here somebody else says it, and Luca left it so on purpose."""
    client, luca = cast.clients["trecorvi"], cast.members["luca"]
    channel = Channel.objects.connected().filter(client=client).order_by("pk")[0]
    manner = manner_of(client, client.voice)
    avoided = manner.avoid[0].words
    text = f"Sul quaderno degli ospiti qualcuno ha scritto {avoided}, in stampatello. Aldo ha riso per un quarto d’ora."
    post = drafting.create_post(
        member=cast.members["giulia"], client=client, text=text, versions=[VersionInput(channel=channel)], now=now - timedelta(days=1)
    )  # fmt: skip
    on = [OnChannel(channel.network, channel.handle, "", "")]
    found = findings_of(manner, text=text, channels=on, language=post.language, has_visual=False)
    for each in found[:1]:
        leaving_so.leave_so(post=post, member=luca, key=each.finding.told.key, now=now - timedelta(hours=20))  # fmt: skip


def _asked_of_the_studio(cast: Cast, now: datetime) -> None:
    """The interview of the physiotherapist, of an evening in spring."""
    strategy.answer_interview(
        by=cast.members["luca"],
        client=cast.clients["passolieve"],
        answers=ANSWERS,
        edit_number=0,
        based_on=0,
        now=now - timedelta(days=150),
    )
