"""Who may open which address: the table that the access matrix is tested against.

A new view needs an entry in the dict of its namespace (access/), and, for each part of its address that is not ``slug``, a
line in access/parts.py that makes the value for one side (one's own agency or another's). New kinds of objects become
properties of Side (sides.py).
"""

from __future__ import annotations

from tests.architecture.access.analytics import ANALYTICS, COMMUNITY
from tests.architecture.access.clients import CLIENTS
from tests.architecture.access.desk import DESK, PORTAL
from tests.architecture.access.editorial import EDITORIAL
from tests.architecture.access.people import PEOPLE, SMM
from tests.architecture.access.rules import Rule

TABLE: dict[str, Rule] = {
    **SMM, **PEOPLE, **CLIENTS, **EDITORIAL, **COMMUNITY, **ANALYTICS, **DESK, **PORTAL,
}  # fmt: skip
