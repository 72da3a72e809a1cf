"""The invented people of the sandbox and what they say. All names and places are made up."""

from __future__ import annotations

# username, shown name, language
PEOPLE: tuple[tuple[str, str, str], ...] = (
    ("ornella.v", "Ornella Vismara", "it"), ("gigi_due", "Gigi", "it"), ("marta_t", "Marta Tassinari", "it"),
    ("il_bandini", "Bandini Renzo", "it"), ("sabri81", "Sabri", "it"), ("nonnafranca", "Franca", "it"),
    ("tommi.z", "Tommi Zuccarello", "it"), ("laura_in_bici", "Laura in bici", "it"), ("ale_bass", "Ale", "it"),
    ("dinamo_p", "Dino Pasquali", "it"), ("cate_m", "Caterina M.", "it"), ("pierluigi_s", "Pierluigi", "it"),
    ("fra_orto", "Fra dell'orto", "it"), ("giuse_b", "Giuse", "it"), ("ilaria_legge", "Ilaria legge", "it"),
    ("mirko_foto", "Mirko", "it"), ("anna_paltrin", "Anna Paltrinieri", "it"), ("zio_tino", "Tino", "it"),
    ("ruth_away", "Ruth Calder", "en"), ("ben_ohara", "Ben", "en"), ("hanne_k", "Hanne K.", "en"),
    ("offerte_top4you", "OFFERTE TOP", "it"),
)  # fmt: skip

COMMENTS_IT: tuple[str, ...] = (
    "quanto costa?? 😍",
    "siete aperti domenica?",
    "info in privato grazie",
    "bellissimo",
    "Ma si può prenotare anche per telefono? Mia madre non usa internet",
    "ci sono stata l'anno scorso, ci torno di sicuro",
    "🔥🔥",
    "dov'è esattamente? su maps non lo trovo",
    "a che ora iniziate?",
    "Finalmente qualcuno che lo dice",
    "ma i cani possono entrare?",
    "scusate ma il link non mi si apre",
    "io c'ero 😊",
    "Complimenti a tutti, si vede che ci mettete l'anima",
    "peccato che parcheggiare da voi è impossibile",
    "mah, l'anno scorso era meglio",
    "Ho scritto tre giorni fa e nessuno mi ha risposto.",
    "sempre i soliti, e i marciapiedi quando li aggiustate?",
    "l'è bel dimondi",
    "posso venire col passeggino?",
    "ho 15 anni posso venire da solo o serve un adulto?",
    "@marta_t guarda qua",
    "si trova anche fuori Valdoppia?",
    "ma è lo stesso dell'altra volta o è nuovo?",
    "che pazienza",
    "bravi davvero, anche per come rispondete",
    "quindi sabato niente?",
    "lo voglio 😂",
    "domanda seria: chi ha scelto la musica?",
    "grazie, mi serviva proprio oggi",
)
COMMENTS_EN: tuple[str, ...] = (
    "Is there an English version somewhere?",
    "We're visiting in two weeks, will you be open?",
    "Love this. Where was it taken?",
    "how do I book for six?",
    "saw this last summer, still thinking about it",
    "Genuine question: who measured it, and how?",
    "the link is broken for me, anyone else?",
    "ok this made my day",
    "Do you ship abroad?",
    "hm, not convinced, but nicely said",
)
SPAM = "🔝 guadagna da casa 300€ al giorno, scrivimi in privato 🔝"

# Older posts of these people, so that searching finds something on the first day: author's index, age in hours, text.
POSTS: tuple[tuple[int, float, str], ...] = (
    (0, 5, "Mercato di Serravento: le prime zucche. Il banco delle sorelle Ghiri ha anche le mele storte, buonissime. #serravento #mercato"),
    (2, 9, "Qualcuno sa se stasera piove a Valdoppia? Devo stendere"),
    (6, 14, "tre ore di prove e la batteria è ancora scordata #musica #provegenerali"),
    (7, 20, "Ciclabile chiusa dopo il ponte, di nuovo. Cartello scritto a mano: «pazienza». #serravento #bici"),
    (12, 26, "Ho contato le api sul rosmarino: 41 in dieci minuti. L'anno scorso 17. #orto #api"),
    (4, 31, "aperto un vino di Valdoppia a caso, ora voglio sapere chi lo fa #vino #valdoppia"),
    (18, 34, "Second day in Valdoppia. The bus driver waited for me. #valdoppia #travel"),
    (14, 40, "Finito «La sorgente di sopra». Non parla di acqua. #libri #cosaleggo"),
    (10, 46, "Stamattina in farmacia si parlava solo del cantiere di via dei Tigli. #serravento"),
    (15, 52, "Luce delle 7:12 sui filari. Non ho toccato niente. #fotografia #vigna #valdoppia"),
    (8, 58, "chi viene alle lanterne? io mi sono già perso il programma #lanternestorte"),
    (5, 66, "Oggi tortelli. Non chiedetemi la ricetta, è a occhio. #cucina"),
    (19, 71, "Street theatre programme looks unreasonably good this year #lanternestorte"),
    (16, 80, "Mal di schiena da scrivania, giorno quattro. Consigli che non siano «alzati»? #schiena #lavoro"),
    (3, 92, "In comune hanno cambiato gli orari e il cartello è ancora quello vecchio. #serravento"),
    (20, 99, "The spring above the mill was 7.4 °C in August. Coldest water I ever put my feet in. #springs"),
    (13, 110, "la fila alla cantina domenica era lunga ma ne è valsa la pena #vino #portinvigna"),
    (11, 121, "Visto concerto in cortile, venti sedie, bellissimo. #musica #serravento"),
    (9, 135, "Assaggi: rosso sì, rosato no, bianco dipende da chi hai davanti. #vino"),
    (17, 150, "Una volta la fonte dietro la chiesa non si asciugava mai. #sorgenti #serravento"),
)  # fmt: skip

TAGS = (
    "serravento",
    "valdoppia",
    "vino",
    "musica",
    "lanternestorte",
    "fotografia",
    "orto",
    "cosaleggo",
)


def comment(voice: float, language: str) -> tuple[int, str]:
    """Who says what, for a number in [0, 1): (index in PEOPLE, text). Now and then a stranger's language, or spam."""
    at = int(voice * 1_000_003)
    if at % 31 == 0:
        return len(PEOPLE) - 1, SPAM
    is_english = (language == "en") != (at % 17 == 0)
    words = COMMENTS_EN if is_english else COMMENTS_IT
    speakers = [
        index
        for index, (_, _, spoken) in enumerate(PEOPLE[:-1])
        if spoken == ("en" if is_english else "it")
    ]
    return speakers[at % len(speakers)], words[(at // 7) % len(words)]
