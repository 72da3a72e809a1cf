"""The main line, as a newcomer walks it in a real browser, against real processes.

Sign in → new client → connect a channel through the network's own page → write → schedule in two minutes → it
goes out by itself and is seen on the network's page → reactions come → the dashboard shows them → the report's
link opens signed out. Walked at 1280 px in light and at 360 px in dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from smm.local.starting import Stack
from tests.journeys.reading import problems
from tests.waiting import click_through, is_complaint

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL, PASSWORD = "nora@quintavoce.example", "una frase lunga e mia"
TEXT = "Sei gradi alle sei. Si pota lo stesso. #potatura"
ROME = ZoneInfo("Europe/Rome")


@pytest.fixture(scope="module")
def owner(stack: Stack) -> None:
    """Nora, made as the README says."""
    stack.environment["OWNER_PASSWORD"] = PASSWORD
    stack.manage(
        "createowner", "--agency", "Quintavoce", "--email", EMAIL, "--name", "Nora Astolfi",
        "--language", "en",
    )  # fmt: skip


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["1280-light", "360-dark"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that remembers every error and every request that left this machine."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB"
    )
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: page.trouble.append(message.text) if is_complaint(message) else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if re.match(r"(https?://(localhost|127\.0\.0\.1)[:/]|data:|blob:)", request.url)
            else page.trouble.append(f"left this machine: {request.url}")
        ),
    )
    yield page
    context.close()


def sign_in(page: Any, stack: Stack, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto(stack.address + "/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/t/")


def choose_moment(page: Any, due: datetime) -> None:
    page.locator("input[type=date]").first.fill(f"{due:%Y-%m-%d}")
    page.locator("input[type=time]").first.fill(f"{due:%H:%M}")


def test_from_an_empty_installation_to_a_report_a_client_can_read(
    owner: None, page: Any, stack: Stack, browser: Any
) -> None:
    seen: list[str] = []
    is_wide = page.viewport_size["width"] > 1000
    name, slug, account = (
        ("Tenuta Trecorvi", "tenuta-trecorvi", "tenutatrecorvi")
        if is_wide
        else ("Irma Velluto", "irma-velluto", "irmavelluto")
    )

    def look() -> None:
        seen.extend(problems(page))

    sign_in(page, stack)
    look()

    # A new client
    page.goto(stack.address + "/t/clients/")
    look()
    page.get_by_role("link", name="New client").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    look()
    page.get_by_role("button", name="Create client").click()
    page.wait_for_url(f"**/c/{slug}/**")
    look()

    # Its channel, through the network's own page
    page.goto(stack.address + f"/c/{slug}/channels/")
    look()
    click_through(page, page.get_by_role("link", name="Connect channel").first)
    look()
    click_through(page, page.get_by_role("link", name="Sandbox"))
    look()
    click_through(page, page.get_by_role("button", name="Go on"))
    look()
    click_through(page, page.get_by_role("link", name=re.compile("^Go to")))
    assert page.url.startswith(stack.sandbox_origin)
    look()
    page.locator("input[name=new_username], input[name=username]").last.fill(account)
    page.get_by_role("button", name="Authorise").click()
    page.wait_for_url(re.compile(re.escape(stack.address)))
    look()
    page.get_by_role("button", name="Connect account").click()
    page.wait_for_url("**/channels/*/")
    look()

    # A post: scheduled for the next minute at the desk, at once on the phone
    page.goto(stack.address + f"/c/{slug}/posts/new/")
    page.get_by_role("textbox", name="Text for all channels").fill(TEXT)
    counters = page.locator(".write + .counters")
    counters.get_by_text(re.compile(rf"{len(TEXT)}\s*/\s*500")).wait_for()
    if is_wide:
        choose_moment(page, datetime.now(ROME) + timedelta(hours=1))
    look()
    if is_wide:  # nothing is looked at any more between the choice and the button
        choose_moment(page, datetime.now(ROME) + timedelta(seconds=80))
    page.get_by_role("button", name="Schedule" if is_wide else "Publish now", exact=True).click()
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/$"))
    if is_wide:
        page.get_by_text("Scheduled").first.wait_for()
    look()

    # It goes out by itself, before our eyes
    page.locator(".s-published").first.wait_for(timeout=300_000)
    look()
    link = page.locator(f"main a[href^='{stack.sandbox_origin}']").first
    address = link.get_attribute("href")
    page.goto(address)
    page.get_by_text("Si pota lo stesso.").first.wait_for()
    look()

    # Reactions come, the dashboard shows them
    page.goto(stack.address + f"/c/{slug}/results/")
    row = page.get_by_role("row", name=re.compile("Sei gradi alle sei"))
    for _ in range(150):
        figures = re.findall(r"\b\d+\b", row.first.inner_text()) if row.count() else []
        if any(int(figure) > 0 for figure in figures[-4:]):
            break
        page.wait_for_timeout(2000)
        page.reload()
    else:
        pytest.fail(f"no reaction in five minutes: {page.locator('main').inner_text()[:800]}")
    look()

    # The report's link opens signed out, and changes nothing
    page.goto(stack.address + f"/c/{slug}/reports/")
    look()
    month = page.locator("select[name=month] option").last.get_attribute("value")
    page.locator("select[name=month]").select_option(month)
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url("**/reports/*/")
    look()
    page.locator("input[name=label]").fill("Paola Ridolfi")
    click_through(page, page.get_by_role("button", name="Make a link"))
    look()
    token_url = re.search(rf"{re.escape(stack.address)}/report/[\w-]+/", page.content())
    assert token_url, "the link is shown once, right after it was made"
    stranger = browser.new_context(locale="en-GB").new_page()
    stranger.goto(token_url[0])
    assert stranger.locator("h1").inner_text()
    assert "Sei gradi alle sei" in stranger.content()
    seen.extend(problems(stranger))
    stranger.context.close()

    assert not seen, "\n".join(seen)
    assert not page.trouble, "\n".join(page.trouble)
    assert "CSP stopped" not in (stack.data / "log/web.log").read_text()
