"""What makes something a person's own, where it carries a name and where it carries none. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """`names` are the keys of a member and of whom they stand in for today, `clients` of the clients that are theirs: those they are
    assigned to, for an owner those that no manager is assigned to."""

    clients: frozenset[int]
    names: frozenset[int]

    @property
    def client_keys(self) -> list[int]:
        """The clients as one value of a prepared query."""
        return sorted(self.clients)

    @property
    def member_keys(self) -> list[int]:
        """The names as one value of a prepared query."""
        return sorted(self.names)
