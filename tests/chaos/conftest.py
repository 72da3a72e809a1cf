"""The engine's own sandbox and agency, for tests that kill what uses them."""

from __future__ import annotations

from tests.editorial.conftest import client_of, owner, sandbox

__all__ = ["client_of", "owner", "sandbox"]
