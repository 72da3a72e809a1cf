"""A programme or a list of deliverables comes in as a table: looked at first, brought up to date by the next one, never doubled."""

from __future__ import annotations

from datetime import date, time
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from clients.actions import dates_in
from clients.actions.matters import MatterError
from clients.models import Act, Client, Deliverable, Stage, WorkPackage
from desk.dates_in import SORTS, read
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make

FACTS = {"starts_on": "2027-01-10", "ends_on": "2027-01-12"}
PROGRAMME = """Artista;Giorno;Ora;Durata;Palco;Confermato
Duo Sottovento;10/01/2027;18:00;50;Piazza Nuova;sì
Compagnia dei Piedi Freddi;10/01/2027;21.30;1h10;Piazza Vecchia;da confermare
Banda;11/01;;;;
"""


@pytest.fixture
def festival(cast: Any) -> Client:
    return make.client(cast.alice, "Lanterne", kind="event", facts=FACTS)


def _url(client: Client, section: str = "acts") -> str:
    return reverse("desk:dates_table", args=[client.slug, section])


def _sent(browser: Any, client: Client, rows: str, deed: str = "import", **more: Any) -> str:
    section = more.pop("section", "acts")
    answer = browser.post(_url(client, section), {"rows": rows, "deed": deed, **more}, follow=True)
    return unescape(answer.content.decode())


def _acts() -> list[tuple[Any, ...]]:
    found = Act.objects.order_by("on", "at").select_related("stage")
    return [(a.name, a.on, a.at, a.minutes, str(a.stage or ""), a.is_confirmed) for a in found]


def test_a_programme_is_looked_at_and_then_taken_over(cast, sign_in, festival):
    browser = sign_in(cast.alice)
    assert (
        _url(festival)
        in browser.get(reverse("clients:matters", args=[festival.slug])).content.decode()
    )

    looked = _sent(browser, festival, PROGRAMME, "look")
    assert "3 rows can come in" in looked
    assert "Take over 3 rows" in looked
    assert not Act.objects.exists()

    told = _sent(browser, festival, PROGRAMME)
    assert "3 are new, 0 are brought up to date, 0 stood so already" in told
    first, second = date(2027, 1, 10), date(2027, 1, 11)
    assert _acts() == [
        ("Duo Sottovento", first, time(18), 50, "Piazza Nuova", True),
        ("Compagnia dei Piedi Freddi", first, time(21, 30), 70, "Piazza Vecchia", False),
        ("Banda", second, None, None, "", False),
    ]
    assert AuditEntry.objects.filter(verb="matters.taken_over").count() == 1


def test_the_same_table_again_doubles_nothing_and_a_later_one_brings_up_to_date(
    cast, sign_in, festival
):
    browser = sign_in(cast.alice)
    _sent(browser, festival, PROGRAMME)
    again = _sent(browser, festival, PROGRAMME, "look")
    assert again.count(">stands so already<") == 3
    assert 'value="import"' not in again

    later = """name,day,hour,stage,confirmed
BANDA,12/01,17:00,piazza nuova,yes
Duo Sottovento,10/01,19:15,,
"""
    looked = _sent(browser, festival, later, "look")
    assert "1 is there and not in this table, and stays: Compagnia dei Piedi Freddi" in looked
    told = _sent(browser, festival, later)
    assert "0 are new, 2 are brought up to date" in told
    # what an empty cell does not say stays, and a name stays as it is written here
    assert _acts() == [
        ("Duo Sottovento", date(2027, 1, 10), time(19, 15), 50, "Piazza Nuova", True),
        ("Compagnia dei Piedi Freddi", date(2027, 1, 10), time(21, 30), 70, "Piazza Vecchia", False),
        ("Banda", date(2027, 1, 12), time(17), None, "Piazza Nuova", True),
    ]  # fmt: skip
    assert Stage.objects.count() == 2


@pytest.mark.parametrize("rows", ['""', '"";""\n', '" "'])
def test_a_table_of_empty_cells_alone_has_nothing_in_it(cast, sign_in, festival, rows):
    told = _sent(sign_in(cast.alice), festival, rows, "look")
    assert "There is nothing in it. Paste the rows, or choose a file." in told


def test_rows_that_cannot_come_in_are_told_by_their_line_and_stay_in_the_form(
    cast, sign_in, festival
):
    Act.objects.create(
        agency=cast.agency, client=festival, name="Fuochi", on=date(2027, 1, 10), at=time(18, 30),
        minutes=30, stage=Stage.objects.create(agency=cast.agency, client=festival, name="Porto"),
    )  # fmt: skip
    rows = """Act\tDay\tHour\tEnds\tStage\tMay be told
Uno\t10/01/2027\t18:40\t19:20\tPORTO\tyes
Due\t20/01/2027\t18:00\t\tPorto\tno
Tre\tlunedì\t18:00\t\tPorto\tno
\t10/01/2027\t18:00\t\t\tno
Quattro\t10/01/2027\t25:00\t\t\tno
Cinque\t10/01/2027\t20:00\t21:00\tPorto\tforse
Sei\t10/01/2027\t22:00\t00:30\tPorto\tno
Sette\t11/01/2027\t00:15\t\tPorto\tno
Otto\t11/01/2027\t10:00\t\t\t
Otto\t11/01/2027\t10:00\t\t\t
"""
    page = _sent(sign_in(cast.alice), festival, rows)
    assert "2 are new" in page
    assert sorted(each[0] for each in _acts()) == ["Fuochi", "Otto", "Sei"]
    assert Act.objects.get(name="Sei").minutes == 150
    for n, words in (
        (2, "Fuochi is on PORTO then, 10 January 18:30–19:00"),
        (3, "This comes after the last day"),
        (4, "“lunedì” is no date"),
        (5, "This is missing: Act."),
        (6, "“25:00” is no time"),
        (7, "“forse” does not say whether it may be told"),
        (8, "Sei is on Porto then"),
        (9, "Row"),
    ):
        # the good ones are gone from the field: what is left is counted from the top again
        assert words in page, n
    field = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Uno\t10/01/2027" in field
    assert "Sei" not in field


def test_without_names_of_columns_one_says_what_each_is(cast, sign_in, festival):
    browser = sign_in(cast.alice)
    rows = "Ada e il fuoco,nota,10/01/2027\nLe Lucciole,altra,11/01/2027 21:00\n"
    looked = _sent(browser, festival, rows, "look")
    assert "Say below which column is: Act, Day." in looked
    assert looked.count('name="column"') == 3
    told = _sent(browser, festival, rows, column=["name", "", "on"])
    assert "2 are new" in told
    assert [each[:3] for each in _acts()] == [
        ("Ada e il fuoco", date(2027, 1, 10), None),
        ("Le Lucciole", date(2027, 1, 11), time(21)),
    ]
    # what was said of one table does not read another
    other = "Day,Note,Act\n12/01/2027,x,Coro\n"
    heads = ["Column 1", "Column 2", "Column 3"]
    _sent(browser, festival, other, column=["name", "", "on"], head=heads)
    assert Act.objects.filter(name="Coro", on=date(2027, 1, 12)).exists()
    assert "Two columns mean the same" in _sent(browser, festival, rows, column=["name", "on", "on"])  # fmt: skip


def test_a_workbook_is_read_as_rows_are(cast, sign_in, festival):
    book = Workbook()
    book.active.append(["Spettacolo", "Quando", "Dove"])
    book.active.append(["Chi accende la lanterna", date(2027, 1, 12), "Cortile"])
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile("programma.xlsx", content.getvalue())
    answer = sign_in(cast.alice).post(
        _url(festival), {"deed": "import", "file": file, "column": ["on"]}
    )
    assert answer.status_code == 302
    ((name, on, *_more, stage, _yes),) = _acts()
    assert (name, on, stage) == ("Chi accende la lanterna", date(2027, 1, 12), "Cortile")


def test_acts_change_places_in_one_table_and_nothing_is_kept_of_a_refused_one(cast, festival):
    rows = [
        {"name": name, "on": date(2027, 1, 10), "at": time(hour), "minutes": 60, "stage": "Porto"}
        for name, hour in (("Uno", 18), ("Due", 19))
    ]
    now = database_now()
    take = {"by": cast.alice, "client": festival, "now": now}
    dates_in.take_over_acts(rows=rows, **take)
    swapped = [{**rows[0], "at": time(19)}, {**rows[1], "at": time(18)}]
    assert dates_in.take_over_acts(rows=swapped, **take).n_changed == 2
    before = _acts()
    with pytest.raises(MatterError, match="Due is on Porto then"):
        dates_in.take_over_acts(
            rows=[{"name": "Tre", "on": date(2027, 1, 10), "at": time(18, 30), "stage": "Porto"}],
            **take,
        )
    assert _acts() == before


def test_deliverables_come_in_with_their_work_package_and_day(cast, sign_in):
    project = make.client(cast.alice, "Salvafonti", kind="project", facts={"starts_on": "2026-01-01"})  # fmt: skip
    package = WorkPackage.objects.create(agency=cast.agency, client=project, code="WP5", title="Dire")  # fmt: skip
    rows = """No,Deliverable name,WP,Due date
D5.3,Communication report,wp5,31/01/2027
D6.1,Data,WP6,31/01/2027
D1.1,Too early,,31/12/2025
"""
    browser = sign_in(cast.alice)
    page = _sent(browser, project, rows, section="deliverables")
    assert "There is no work package WP6" in page
    assert "This comes before the first day, 1 January 2026." in page
    found = Deliverable.objects.get()
    assert (found.code, found.title, found.work_package, found.due_on) == (
        "D5.3", "Communication report", package, date(2027, 1, 31),
    )  # fmt: skip
    later = "code,title,due\nd5.3,Communication report,28/02/2027\n"
    assert "1 is brought up to date" in _sent(browser, project, later, section="deliverables")
    found.refresh_from_db()
    assert (found.code, found.due_on) == ("D5.3", date(2027, 2, 28))


def test_who_does_not_write_the_strategy_takes_over_nothing(cast, sign_in, festival):
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, festival, reader, Role.ANALYST)
    browser = sign_in(reader)
    assert browser.post(_url(festival), {"rows": PROGRAMME, "deed": "import"}).status_code == 403
    assert _url(festival) not in browser.get(reverse("clients:matters", args=[festival.slug])).content.decode()  # fmt: skip
    assert not Act.objects.exists()
    assert sign_in(cast.alice).get(_url(festival, "works")).status_code == 404


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "There is nothing in it"),
        ('Act,Day\n"' + "Uno," * 40_000, "quotation mark"),
        ("Act,Day\n" + "Uno,10/01/2027\n" * 501, "More than 500 rows"),
        ("Act,Day\n", "no row under the headings"),
        ("Act,Hour\nUno,18:00\n", "Say below which column is: Day."),
    ],
)
def test_what_is_no_table_is_told(text: str, problem: str) -> None:
    found = read(text, sort=SORTS["acts"], said=None, year_of=date(2027, 1, 10))
    assert problem in found.problem
    assert not found.rows
