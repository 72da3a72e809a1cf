"""Writing in a real browser: what is typed is safe, what a network will show is seen before."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from editorial.models import Post
from networks.text import count as text_count
from people.roles import Role
from tests import make, make_posts
from tests.conftest import VisitAs
from tests.waiting import click_through, eventually, until_kept_here

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Bruno, who writes for the client."""
    return partial(visit_as, cast.bruno, viewport={"width": 1280, "height": 860})


def address(cast: Any, name: str, *more: Any) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


def wait_saved(page: Any) -> None:
    page.locator("#save-state", has_text="Saved at").wait_for()


def test_a_server_that_is_down_for_a_moment_is_asked_again_and_nobody_is_called_signed_out(
    visit: Any, cast: Any
) -> None:
    seen = visit()
    # What a proxy answers while the program behind it starts anew. (A request that outlives its page passes by `route`.)
    seen.page.add_init_script(
        """const ask = window.fetch;
        window.fetch = (address, options) => {
          if (!`${address}`.includes("autosave") || window.down) return ask(address, options);
          window.down = true;
          const headers = { "content-type": "text/html" };
          return Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502, headers }));
        };"""
    )
    page = seen.open(address(cast, "new"))
    page.fill("textarea[name=text]", "Si pota")
    page.locator("#save-state", has_text="we try again").wait_for()
    # Nothing more is typed.
    wait_saved(page)
    assert Post.objects.get().text == "Si pota"


@pytest.mark.parametrize(
    ("status", "sign", "words"),
    [
        (403, '"x-signed-out": "1",', "You are signed out"),
        (403, "", "the button says why"),  # what one may not do any more
        (413, "", "the button says why"),
    ],
)
def test_a_page_instead_of_an_answer_is_the_way_in_or_says_that_the_button_tells(
    visit: Any, cast: Any, status: int, sign: str, words: str
) -> None:
    seen = visit()
    seen.page.add_init_script(
        f"""const ask = window.fetch;
        window.fetch = (address, options) => `${{address}}`.includes("autosave")
          ? Promise.resolve(new Response("<h1>No</h1>", {{ status: {status}, headers: {{ {sign} "content-type": "text/html" }} }}))
          : ask(address, options);"""
    )
    page = seen.open(address(cast, "new"))
    page.fill("textarea[name=text]", "Si pota")
    page.locator("#save-state", has_text=words).wait_for()
    assert page.input_value("textarea[name=text]") == "Si pota"


def test_the_way_in_is_told_from_a_right_that_is_lacking(cast: Any, sign_in: Any) -> None:
    save = address(cast, "autosave_new")
    stranger = Client().post(save, {"text": "Si pota lo stesso."})
    assert (stranger.status_code, stranger.headers.get("X-Signed-Out")) == (403, "1")
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    reader = sign_in(analyst).post(save, {"text": "Si pota lo stesso."})
    assert (reader.status_code, reader.headers.get("X-Signed-Out")) == (403, None)


def test_a_new_post_saves_itself_and_is_there_after_the_tab_was_killed(
    visit: Any, cast: Any
) -> None:
    seen = visit()
    page = seen.open(address(cast, "new"))
    page.fill("textarea[name=text]", "Si pota")
    page.wait_for_url("**/edit/")
    page.locator("textarea[name=text]").press_sequentially(" lo stesso.")
    until_kept_here(page, "Si pota lo stesso.")  # the server may not have it yet
    address_now = page.url
    page.context.new_page()
    page.close(run_before_unload=False)

    seen.page = page = seen.context.new_page()
    page.goto(address_now)
    text = page.locator("textarea[name=text]").input_value()
    if page.locator(".safekeeping").is_visible():
        page.locator(".safekeeping button").first.click()
        text = page.locator("textarea[name=text]").input_value()
    assert text == "Si pota lo stesso."
    assert Post.objects.count() == 1
    assert eventually(lambda: Post.objects.get().text == "Si pota lo stesso.")


@pytest.mark.parametrize("pause_ms", [150, 1900])
def test_what_is_typed_is_on_its_way_to_the_server_within_two_seconds(
    visit: Any, cast: Any, pause_ms: int
) -> None:
    """By the clock of the page, which goes on only when told to: how busy the machine is does not matter."""
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    seen = visit()
    page = seen.page
    page.clock.install()
    # The first save is noted and never answered: what counts is when it left.
    page.add_init_script(
        """const ask = window.fetch;
        window.saves = [];
        window.fetch = (address, options) => {
          if (!`${address}`.includes("autosave")) return ask(address, options);
          window.saves.push([Date.now(), new URLSearchParams(options.body).get("text") ?? options.body.get?.("text")]);
          return new Promise(() => {});
        };"""
    )
    seen.open(address(cast, "edit", post.public_id))
    page.locator("#save-state").wait_for()
    page.clock.pause_at(page.evaluate("Date.now()") + 60_000)
    text = page.locator("textarea[name=text]")
    text.focus()
    typed_at, typed = page.evaluate("Date.now()"), []
    for letter in "Si pota lo stesso":
        page.keyboard.press(letter if letter != " " else "Space")
        typed.append((page.evaluate("Date.now()"), text.input_value()))
        # Never is it at rest for as long as a pause, and yet it is saved.
        page.clock.run_for(pause_ms)
        if page.evaluate("window.saves.length"):
            break
    ((saved_at, saved),) = page.evaluate("window.saves")
    assert saved_at - typed_at <= 2000
    # What was typed until then is in it, to the last letter.
    assert saved == next(words for at, words in reversed(typed) if at <= saved_at)
    # And this browser has it too a moment later, though nothing ever arrives.
    page.clock.run_for(1000)
    until_kept_here(page, typed[-1][1])


def test_without_a_connection_the_text_waits_here_and_arrives_later(visit: Any, cast: Any) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    seen = visit()
    page = seen.open(address(cast, "edit", post.public_id))
    seen.context.set_offline(True)
    page.fill("textarea[name=text]", "Scritto in treno")
    page.get_by_text("kept in this browser").wait_for()
    seen.context.set_offline(False)
    wait_saved(page)
    post.refresh_from_db()
    assert post.text == "Scritto in treno"


def test_a_button_pressed_while_the_page_saves_is_no_conflict(visit: Any, cast: Any) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Prima")
    page = visit().open(address(cast, "edit", post.public_id))
    with page.expect_request("**/autosave/"):
        page.fill("textarea[name=text]", "Dopo")
    page.locator(".buttons button[value=save]").click()
    page.wait_for_url(f"**{address(cast, 'post', post.public_id)}")
    post.refresh_from_db()
    assert post.text == "Dopo"


def test_parts_and_answers_that_never_arrived_come_back_each_to_its_place(
    visit: Any, cast: Any
) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota.")
    Post.objects.filter(pk=post.pk).update(thread=["Seconda", "Terza"])
    seen = visit()
    page = seen.open(address(cast, "edit", post.public_id))
    seen.context.set_offline(True)
    page.fill("#part-0", "Seconda, in treno")
    page.fill("#part-1", "Terza, in treno")
    page.locator("#poll summary").click()
    page.fill("#option-0", "Sabato")
    page.fill("#option-1", "Domenica")
    until_kept_here(page, "Domenica")
    page.close(run_before_unload=False)

    seen.context.set_offline(False)
    seen.page = page = seen.context.new_page()
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(seen.base + address(cast, "edit", post.public_id))
    with page.expect_response(lambda answer: "/autosave/" in answer.url):
        page.locator(".safekeeping button").first.click()
    typed = [page.input_value(f"#{name}") for name in ("part-0", "part-1", "option-0", "option-1")]
    assert typed == ["Seconda, in treno", "Terza, in treno", "Sabato", "Domenica"]
    assert not page.locator(".safekeeping").is_visible()
    post.refresh_from_db()
    assert post.thread == ["Seconda, in treno", "Terza, in treno"]


TEXT = (
    "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta.\n\n"
    "Il Gracco 2026 comincia da questi tagli, con @aldo@social.example. #potatura 🍇🍇🍇🍇🍇🍇"
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_thread_with_a_poll_is_written_seen_and_read_again_as_a_difference(
    visit: Any, cast: Any, width: int, scheme: str
) -> None:
    post = make_posts.draft(cast.rita, cast.channel, text="Si pota al mattino.")
    sky = make.channel(cast.client, "trecorvi.example", token="sky")
    type(sky).objects.filter(pk=sky.pk).update(network="bluesky", limits={}, name="Tenuta Trecorvi")
    seen = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = seen.open(address(cast, "edit", post.public_id))
    found: dict[str, Any] = {}

    def look_at(name: str) -> None:
        found[name] = seen.axe()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[name].append("wider than the screen")
        if folder := os.environ.get("KEEP_PICTURES_OF_SCREENS"):
            page.screenshot(path=f"{folder}/composer-{name}-{width}.png", full_page=True)

    page.get_by_label("trecorvi.example").first.check()
    page.fill("textarea[name=text]", TEXT)
    page.locator(".preview .p-link", has_text="#potatura").first.wait_for()
    click_through(page, page.get_by_role("button", name="Keep the first 5"))
    page.get_by_role("button", name="Add a part").click()
    expect(page.locator("#part-0")).to_be_focused()
    assert not page.locator(".safekeeping").is_visible()  # the answer holds what was typed
    page.keyboard.type("E poi si brinda.")
    page.locator("#poll summary").click()
    page.get_by_label("Answer 1").fill("Sabato")
    page.get_by_label("Answer 2").fill("Domenica")
    page.locator(".p-sandbox .p-poll li", has_text="Domenica").wait_for()
    page.locator(".p-bluesky", has_text="E poi si brinda.").wait_for()
    assert page.locator("#checks .hard").count() == 1  # Bluesky has no polls
    assert page.locator("#checks .soft").count() == 0
    page.fill("input[name=link]", "tenuta.example/visite")
    page.fill("input[name=utm_campaign]", "potatura")
    page.locator("#measured", has_text="utm_source=bluesky").wait_for()
    shown = page.locator(".counters .counter").first.locator("b").first.inner_text()
    look_at("written")

    page.locator("#checks button", has_text="Leave this channel out").click()
    page.locator("#checks", has_text="Fits the limits of 1 channel").wait_for()
    page.locator("#save-state", has_text="Saved at").wait_for()
    assert page.locator(".counters .counter").first.locator("b").first.inner_text() == shown
    for look in ("dark", "light"):
        page.locator(f"input[name=look][value={look}]").check(force=True)
        scheme_there = page.locator(".p-sandbox").evaluate("e => getComputedStyle(e).colorScheme")
        assert scheme_there == look
        found[f"previews {look}"] = seen.axe()
    kept = Post.objects.filter(
        pk=post.pk, thread=["E poi si brinda."], poll__options=["Sabato", "Domenica"]
    )
    assert eventually(lambda: kept.filter(text__endswith="🍇🍇🍇🍇🍇").exists()), (
        kept.model.objects.values()
    )

    page = seen.open(address(cast, "revisions", post.public_id))
    assert page.locator(".revision del", has_text="mattino").count() == 1
    assert page.locator(".revision ins", has_text="E poi si brinda.").count() == 1
    look_at("revisions")
    page = seen.open(address(cast, "post", post.public_id))
    look_at("post")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert seen.complaints == []


BEYOND = """() => [...document.querySelectorAll(".typed > textarea")].map((field) => {
    const layer = field.parentElement.querySelector(".beyond:not([hidden])");
    if (!layer) return "";
    const same = ["clientWidth", "scrollHeight", "scrollTop"].every((what) => layer[what] === field[what]);
    return same ? layer.querySelector("mark").textContent : "the words behind lie elsewhere";
})"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_what_is_beyond_a_limit_is_marked_where_it_stands(
    visit: Any, cast: Any, width: int, scheme: str
) -> None:
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota al mattino.")
    Post.objects.filter(pk=post.pk).update(thread=["Seconda"])
    seen = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = seen.open(address(cast, "edit", post.public_id))
    base, part = page.locator("textarea[name=text]"), page.locator("#part-0")
    own = page.locator(f"textarea[name=on-{cast.channel.public_id.hex}-text]")
    assert page.evaluate(BEYOND) == ["", "", ""]

    # A link counts 23 however long it is, a family one: 500 stand here, and then what is too much
    start = "https://tenuta.example/" + "a" * 90 + " " + "👩‍👩‍👧‍👦" * 4 + "parole " * 67
    assert text_count(start, "mastodon") == 497
    base.fill(start + "\n\n🍇Troppo\n\nper un post\n")
    assert page.evaluate(BEYOND) == ["Troppo\n\nper un post\n", "", ""]
    assert "20 over the limit" in page.locator(".counters .counter").first.inner_text()
    page.emulate_media(forced_colors="active")
    marked = page.locator(".write .typed").screenshot()
    behind = page.locator(".write .beyond")
    # an answer of the server would set `hidden` back
    behind.evaluate("layer => layer.style.visibility = 'hidden'")
    assert page.locator(".write .typed").screenshot() != marked
    page.emulate_media(forced_colors="none")
    part.fill("b" * 502)
    assert page.evaluate(BEYOND)[2] == "bb"
    assert seen.axe() == []

    # A text of its own is cut by itself, and the shared one then goes nowhere that refuses it
    own.evaluate("field => field.closest('details').open = true")
    own_counts = page.locator(".channels .counters")
    assert not own_counts.is_visible()
    own.fill("Sua è lunga. " * 310)  # four thousand characters, which scroll
    assert own_counts.is_visible()
    assert "3,530 over the limit" in own_counts.locator(".counter.over").inner_text()
    assert page.evaluate(BEYOND) == ["", ("Sua è lunga. " * 310)[500:], "bb"]
    own.evaluate("field => field.scrollTop = 300")
    behind = page.locator(".typed", has=own).locator(".beyond")
    expect(behind).to_have_js_property("scrollTop", 300)
    assert page.evaluate(BEYOND)[1] == ("Sua è lunga. " * 310)[500:]
    if folder := os.environ.get("KEEP_PICTURES_OF_SCREENS"):
        page.screenshot(path=f"{folder}/beyond-{width}.png", full_page=True)
    own.fill("Breve")
    part.fill("Breve")
    assert page.evaluate(BEYOND) == ["", "", ""]
    assert page.locator(".beyond mark:text-matches('.')").count() == 0
    assert seen.complaints == []


def test_the_channels_follow_the_text_and_the_buttons_stay_in_view(visit: Any, cast: Any) -> None:
    page = visit(viewport={"width": 1280, "height": 800}).open(address(cast, "new"))
    expect(page.locator("button[name=deed][value=save]:visible").last).to_be_in_viewport()
    order = page.locator("#channels, #visual, #link").evaluate_all("all => all.map((e) => e.id)")
    assert order == ["channels", "visual", "link"]
    assert page.locator(".preview:visible .p-of").first.inner_text().strip() == "Sandbox"


def test_the_bar_of_a_phone_has_each_word_under_its_icon(visit: Any, cast: Any) -> None:
    page = visit(viewport={"width": 360, "height": 740}).open(address(cast, "new"))
    for place in page.locator(".bottom > ul > li > a").all():
        icon, word = place.locator(".i").bounding_box(), place.locator("span").bounding_box()
        assert icon
        assert word
        assert icon["y"] + icon["height"] <= word["y"]


@pytest.mark.parametrize("width", [1280, 360])
def test_while_a_scheduled_post_is_typed_in_nothing_says_saved(
    visit: Any, cast: Any, width: int
) -> None:
    post = make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=1)).post
    seen = visit(viewport={"width": width, "height": 800})
    page = seen.open(address(cast, "edit", post.public_id))
    state = page.locator("#save-state")
    was = state.text_content()
    assert was.startswith("Saved")

    page.locator("textarea[name=text]").press_sequentially("Anzi. ")
    state.get_by_text("Not saved yet.").wait_for()
    assert "Saved" not in state.text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    for _ in "Anzi. ":
        page.keyboard.press("Backspace")
    page.wait_for_function(
        "was => document.getElementById('save-state').textContent === was", arg=was
    )
    post.refresh_from_db()
    assert post.edit_number == 1
