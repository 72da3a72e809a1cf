"""Sessions in the database, asked for only by what can be one's key."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own; a cookie with other characters (a NUL makes the database refuse the question) is nobody's."""

    def _validate_session_key(self, key: str) -> bool:
        is_likely: bool = super()._validate_session_key(key)  # type: ignore[misc]  # stubs lack it
        return is_likely and key.isascii() and key.isalnum()
