"""The checks beside the editor, as one reads them."""

from __future__ import annotations

import html
import re

from tests.editorial.filling import form, url


def checks(answer) -> str:
    """The words of the checks, as one reads them."""
    page = answer.content.decode()
    found = re.search(r'<section class="sec" aria-labelledby="checks-h".*?</section>', page, re.S)
    assert found
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


def look(browser, cast, **fields):
    return browser.post(url("look", cast), form(cast, **fields))
