"""Acceptance points that only a browser proves, on the demo a newcomer gets; each test named after its point."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from pypdf import PdfReader

from smm.local.starting import Stack
from tests.acceptance.installation import in_python
from tests.acceptance.screens import CLIENT
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_03_news_of_the_server_leaves_the_focus_where_it_was(page: Any, demo_stack: Stack) -> None:
    path = in_python(
        demo_stack,
        "from datetime import timedelta\n"
        "from tests.acceptance.screens import Demo\n"
        "from tests import make_posts\n"
        "side = Demo()\n"
        "side.client.approval = 'none'; side.client.save(update_fields=['approval'])\n"
        "d = make_posts.scheduled(side.owner, side.channel, text='Fra poco.', due_in=timedelta(seconds=90))\n"
        "print(f'/c/{side.client.slug}/posts/{d.post.public_id}/')",
    ).splitlines()[-1]
    page.goto(demo_stack.address + path)
    focused = "() => document.activeElement.tagName + ' ' + (document.activeElement.innerText || '').trim()"
    page.locator("main .acts .btn:visible, main summary:visible").first.focus()
    before = page.evaluate(focused)
    assert not before.startswith("BODY")
    for _ in range(2):
        with page.expect_response(lambda answer: "/state/" in answer.url):
            pass
    page.wait_for_timeout(300)
    assert page.evaluate(focused) == before


@pytest.mark.parametrize(
    ("path", "control"),
    [
        (f"/c/{CLIENT}/posts/", ".seg a >> nth=2"),
        (f"/c/{CLIENT}/library/", ".list-tools .seg a >> nth=1"),
        ("/t/posts/", ".seg a >> nth=2"),
        ("/t/clients/", "thead a >> nth=0"),
        ("/t/results/", "thead a >> nth=0"),
    ],
)
def test_03_another_view_of_a_list_leaves_the_focus_on_what_asked_for_it(
    page: Any, demo_stack: Stack, path: str, control: str
) -> None:
    page.goto(demo_stack.address + path)
    asked = page.locator(f"main {control}")
    words = " ".join(asked.inner_text().split())
    address = page.url
    asked.focus()
    page.evaluate("window.sameDocument = true")
    page.keyboard.press("Enter")
    until(page, f"location.href !== {address!r} && !document.querySelector('[aria-busy]')")
    assert page.evaluate("window.sameDocument"), "the whole page was loaded anew"
    focused = page.evaluate(
        "() => { const it = document.activeElement; return it.tagName + ' ' + (it.innerText || '').trim(); }"
    )
    assert not focused.startswith("BODY")
    assert words.split()[0] in focused or focused.startswith("H")


def test_15_going_back_restores_the_list_its_filters_and_the_place(
    page: Any, demo_stack: Stack
) -> None:
    page.goto(f"{demo_stack.address}/c/{CLIENT}/posts/?group=out")
    link = page.locator(".rows.posts a.name").last
    link.scroll_into_view_if_needed()
    place = page.evaluate("window.scrollY")
    words = link.inner_text()
    link.click()
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/$"))
    page.go_back()
    page.wait_for_url("**/posts/?group=out")
    assert page.locator(".rows.posts a.name").last.inner_text() == words
    page.wait_for_function(f"Math.abs(window.scrollY - {place}) < 60")
    assert page.locator(".seg [aria-current]").inner_text().strip()


def test_17_a_wait_is_seen_on_the_button_that_caused_it(page: Any, demo_stack: Stack) -> None:
    page.goto(f"{demo_stack.address}/c/{CLIENT}/contacts/new/")
    held: list[Any] = []
    page.route("**/contacts/new/", lambda route: held.append(route))
    page.locator("main [name=name]").fill("Carla Ridolfi")
    button = page.locator("main form .btn-primary").first
    beside = page.context.new_page()
    beside.goto(f"{demo_stack.address}/c/{CLIENT}/contacts/")
    # Nobody can ask a page that is being left, so it writes down itself what is seen; and is impatient then.
    button.evaluate("""(button) => {
        let clicked = 0;
        button.addEventListener("click", () => { clicked = clicked || performance.now(); });
        new MutationObserver(() => {
            localStorage.setItem("after", performance.now() - clicked);
            localStorage.setItem("mark", getComputedStyle(button, "::after").width);
            button.click();
            setTimeout(() => localStorage.setItem("was impatient", "yes"), 300);
        }).observe(button, { attributeFilter: ["aria-busy"] });
    }""")
    button.click(no_wait_after=True)
    until(beside, "localStorage.getItem('was impatient')")
    assert len(held) == 1
    with page.expect_navigation():
        held[0].continue_()
    # What answers sooner flickers no mark.
    assert float(beside.evaluate("localStorage.getItem('after')")) >= 299
    mark = beside.evaluate("localStorage.getItem('mark')")
    assert float(mark.removesuffix("px")) > 8


def _ground(page: Any) -> int:
    """How light the page's ground is, 0 to 765."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(float(part)) for part in re.findall(r"[\d.]+", colour)[:3])


def test_35_the_machine_decides_the_colours_until_the_person_chooses(
    page: Any, demo_stack: Stack
) -> None:
    page.goto(demo_stack.address + "/t/")
    assert _ground(page) > 600
    page.emulate_media(color_scheme="dark")
    assert _ground(page) < 200
    try:
        for theme, machine in (("light", "dark"), ("dark", "light")):
            _choose(page, demo_stack, theme)
            page.emulate_media(color_scheme=machine)
            page.goto(demo_stack.address + "/t/")
            assert (_ground(page) > 400) == (theme == "light")
    finally:
        _choose(page, demo_stack, "")


def _choose(page: Any, stack: Stack, theme: str) -> None:
    """Colours in the preferences, as a person chooses them."""
    page.goto(stack.address + "/me/")
    page.locator("[name=theme]").select_option(theme)
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()


@pytest.mark.parametrize("what", ["month", "list", "results", "report"])
def test_36_on_paper_nothing_is_cut_states_stay_words_and_pages_are_numbered(
    page: Any, demo_stack: Stack, what: str
) -> None:
    place = {"month": "calendar", "list": "posts", "results": "results", "report": "reports"}[what]
    page.goto(f"{demo_stack.address}/c/{CLIENT}/{place}/")
    if what == "report":
        page.locator("main tbody th a").first.click()
        page.wait_for_url("**/reports/*/")
    state = page.locator("main .state:visible, main .chip:visible")
    words = " ".join(state.first.inner_text().split()) if state.count() else ""
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    texts = [each.extract_text() for each in paper.pages]
    together = " ".join(" ".join(texts).split())

    heading = " ".join(page.locator("h1").inner_text().split())
    assert heading in together
    if words and what in ("month", "list"):
        assert words in together
    for number, text in enumerate(texts, start=1):
        assert re.search(rf"(?m)^\s*{number}\s*$", text), f"page {number} bears no number"
    page.emulate_media(media="print")
    wide, inside = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= inside
    assert not page.locator(".top:visible, .bottom:visible").count()


def test_36_a_printed_month_of_all_clients_has_every_post_of_its_crowded_days(
    page: Any, demo_stack: Stack
) -> None:
    page.goto(demo_stack.address + "/t/calendar/")
    more = page.locator(".day > .more").all_inner_texts()
    assert more, "no day of the demo is crowded"
    left_out = sum(int(re.findall(r"\d+", each)[0]) for each in more)
    n_posts = page.locator(".cal-days .post").count() + left_out
    page.add_init_script("window.print = () => {}")
    page.locator("main").get_by_role("link", name="Stampa", exact=True).click()
    page.wait_for_url("**whole=on**")

    cards = page.locator(".cal-days .post")
    assert cards.count() == n_posts
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    together = "".join("".join(each.extract_text() for each in paper.pages).split())
    for name in set(page.locator(".cal-days .post bdi").all_text_contents()):
        assert "".join(name.split()) in together, name
    for state in set(page.locator(".cal-days .post .state").all_text_contents()):
        assert "".join(state.split()) in together
    for each in paper.pages:
        assert each.mediabox.width > each.mediabox.height


@pytest.mark.parametrize("reader", ["staff", "contact"])
def test_36_the_certificate_of_an_approval_is_whole_on_paper(
    page: Any, demo_stack: Stack, reader: str
) -> None:
    """Every word that was approved and every picture, the whole fingerprint, who and when: also what a page break falls into."""
    kept = in_python(
        demo_stack,
        "import json\n"
        "from tests.acceptance.screens import Demo\n"
        "side = Demo()\n"
        "given = side.approval\n"
        "content, number = given.revision.content, given.public_id\n"
        "staff = f'/c/{side.client.slug}/posts/{given.post.public_id}/approvals/{number}/'\n"
        "where = {'staff': staff, 'contact': f'/p/{side.portal_link[1]}/approvals/{number}/'}\n"
        "said = [content['text'], *(each['text'] for each in content['versions'].values())]\n"
        "said += [each['alt'] for each in content.get('media', [])]\n"
        "said += [given.revision.content_hash, given.decided_name]\n"
        f"print(json.dumps([where[{reader!r}], said]))",
    )
    path, said = json.loads(kept.splitlines()[-1])
    page.goto(demo_stack.address + path)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    texts = [each.extract_text() for each in paper.pages]
    together = "".join("".join(texts).split())

    assert "Certificatodiapprovazione" in together
    for words in said:
        assert "".join(words.split()) in together
    for number, text in enumerate(texts, start=1):
        assert re.search(rf"(?m)^\s*{number}\s*$", text), f"page {number} bears no number"
    page.emulate_media(media="print")
    wide, inside = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= inside


def test_40_a_refused_form_has_its_focus_on_the_summary_and_keeps_its_words(
    page: Any, demo_stack: Stack
) -> None:
    page.goto(f"{demo_stack.address}/c/{CLIENT}/contacts/new/")
    page.evaluate(
        "document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })"
    )
    page.locator("main textarea").first.fill("Chiamare dopo le sei")
    page.locator("main form button[type=submit], main form .btn-primary").first.click()
    page.locator(".error-summary").wait_for()
    page.wait_for_function("document.activeElement.classList.contains('error-summary')")
    assert page.locator("main textarea").first.input_value() == "Chiamare dopo le sei"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_40_without_a_connection_the_page_stays_with_its_words_and_tries_again(
    page: Any, demo_stack: Stack
) -> None:
    page.goto(f"{demo_stack.address}/c/{CLIENT}/contacts/new/")
    here = page.url
    page.locator("main [name=name]").fill("Carla Ridolfi")
    page.locator("main textarea").first.fill("Chiamare dopo le sei")
    page.context.set_offline(True)
    said = page.get_by_role("dialog", name="Nessuna connessione")
    for leaving in (page.locator("main form .btn-primary").first, page.locator("main a.back")):
        leaving.click(no_wait_after=True)
        said.wait_for()
        assert page.evaluate("document.activeElement.closest('dialog').id") == "no-line"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        said.get_by_role("button", name="Riprova").click()
        page.wait_for_timeout(200)
        assert said.is_visible()
        page.keyboard.press("Escape")
        assert leaving.evaluate("(it) => it === document.activeElement")
    assert page.url == here
    assert page.locator("main textarea").first.input_value() == "Chiamare dopo le sei"

    page.locator("main form .btn-primary").first.click(no_wait_after=True)
    said.wait_for()
    page.context.set_offline(False)
    said.get_by_role("button", name="Riprova").click()
    page.wait_for_url(re.compile(r"/contacts/(?!new/)"))
    assert page.get_by_text("Carla Ridolfi").first.is_visible()
