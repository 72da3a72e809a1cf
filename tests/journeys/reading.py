"""What a journey looks at on every page: accessibility, width, language, and what the policy stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

_AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
_RUN = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const result = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return result.violations.map(v => v.id + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', '));
}"""


def problems(page: Any) -> list[str]:
    """What is wrong with the page as it stands; empty when nothing is."""
    # Evaluated by the debugger, as a person's extension would be, so the page's own policy stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text())
    found = [f"axe: {violation}" for violation in page.evaluate(_RUN)]
    width, inside = page.evaluate("[window.innerWidth, document.documentElement.scrollWidth]")
    if inside > width:
        found.append(f"scrolls sideways: {inside} in {width}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of level one")
    if page.locator("main").count() != 1:
        found.append("no single main landmark")
    if not page.title().strip():
        found.append("no title")
    return [f"{page.url}: {each}" for each in found]
