"""Migration operations that let the database itself keep agencies apart.

Every tenant table has ``agency_id`` and ``UNIQUE (agency_id, id)``; every reference between
tenant tables is a composite foreign key on both columns, so that a row pointing into another
agency cannot exist even when Python is bypassed. Also here: triggers for legal moves of a state
column and for tables that only grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def _column(model: Any, field: str) -> str:
    return str(model._meta.get_field(field).column)


class _SqlOperation(Operation):
    """Runs SQL built from the tables' real names; reversible; changes no model state."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state of the models does not change."""

    def forwards(self, app_label: str, state: ProjectState) -> list[str]:
        raise AssertionError("each operation builds its own SQL")

    def backwards(self, app_label: str, state: ProjectState) -> list[str]:
        raise AssertionError("each operation builds its own SQL")

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.forwards(app_label, to_state):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.backwards(app_label, from_state):
            schema_editor.execute(statement, params=None)


class UniqueWithAgency(_SqlOperation):
    """``UNIQUE (agency_id, [also…,] id)``: what composite foreign keys refer to.

    ``also`` names further foreign keys of the model (``("client",)``) that referring rows must
    share, such as a channel that must belong to the post's own client.
    """

    def __init__(self, model: str, also: Iterable[str] = ()) -> None:
        self.model = model
        self.also = tuple(also)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.model], {"also": self.also} if self.also else {})

    def describe(self) -> str:
        return f"Unique agency and id on {self.model}"

    def _name(self) -> str:
        return "_".join([self.model.lower(), "agency", *self.also, "id_unique"])

    def forwards(self, app_label: str, state: ProjectState) -> list[str]:
        model = state.apps.get_model(app_label, self.model)
        columns = ["agency_id", *(_column(model, field) for field in self.also), "id"]
        return [
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self._name()}" '
            f"UNIQUE ({', '.join(columns)})"
        ]

    def backwards(self, app_label: str, state: ProjectState) -> list[str]:
        table = state.apps.get_model(app_label, self.model)._meta.db_table
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self._name()}"']


class CompositeForeignKey(_SqlOperation):
    """``FOREIGN KEY (agency_id, [also…,] field_id) REFERENCES to (agency_id, [also…,] id)``.

    ``to`` is ``"app.Model"`` and needs ``UniqueWithAgency`` with the same ``also``. Deferred to
    the end of the transaction like Django's own; a NULL in ``field`` is not checked.
    """

    def __init__(self, model: str, field: str, to: str, also: Iterable[str] = ()) -> None:
        self.model = model
        self.field = field
        self.to = to
        self.also = tuple(also)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"also": self.also} if self.also else {}
        return (type(self).__name__, [self.model, self.field, self.to], kwargs)

    def describe(self) -> str:
        return f"{self.model}.{self.field} stays inside its agency"

    def _name(self) -> str:
        return "_".join([self.model.lower(), self.field, "same_agency", *self.also])

    def forwards(self, app_label: str, state: ProjectState) -> list[str]:
        model = state.apps.get_model(app_label, self.model)
        to_app, to_model = self.to.split(".")
        target = state.apps.get_model(to_app, to_model)
        own = ["agency_id", *(_column(model, name) for name in self.also)]
        own.append(_column(model, self.field))
        other = ["agency_id", *(_column(target, name) for name in self.also), "id"]
        return [
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self._name()}" '
            f"FOREIGN KEY ({', '.join(own)}) "
            f'REFERENCES "{target._meta.db_table}" ({", ".join(other)}) '
            "DEFERRABLE INITIALLY DEFERRED"
        ]

    def backwards(self, app_label: str, state: ProjectState) -> list[str]:
        table = state.apps.get_model(app_label, self.model)._meta.db_table
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self._name()}"']


class TransitionTrigger(_SqlOperation):
    """Refuses any change of ``column`` in ``table`` that is not one of ``moves``.

    ``moves`` maps a state to the states it may become; a state that is absent is final. Staying
    the same is always legal. The error is a check violation (SQLSTATE 23514), which Django raises
    as IntegrityError.
    """

    def __init__(self, table: str, column: str, moves: Mapping[str, Iterable[str]]) -> None:
        self.table = table
        self.column = column
        self.moves = {state: tuple(targets) for state, targets in moves.items()}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.column, self.moves], {})

    def describe(self) -> str:
        return f"Only legal moves of {self.table}.{self.column}"

    def _name(self) -> str:
        return f"{self.table}_{self.column}_moves"

    def _function(self, moves: Mapping[str, Iterable[str]]) -> str:
        pairs = ", ".join(
            f"('{source}', '{target}')" for source, targets in moves.items() for target in targets
        )
        legal = f'(OLD."{self.column}", NEW."{self.column}") IN ({pairs})' if pairs else "FALSE"
        return f"""
            CREATE OR REPLACE FUNCTION "{self._name()}"() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {legal} THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'illegal move of {self.table}.{self.column}: % to %',
                    OLD."{self.column}", NEW."{self.column}" USING ERRCODE = 'check_violation';
            END $$;
            """

    def forwards(self, app_label: str, state: ProjectState) -> list[str]:
        return [
            self._function(self.moves),
            f"""
            CREATE TRIGGER "{self._name()}" BEFORE UPDATE OF "{self.column}" ON "{self.table}"
            FOR EACH ROW WHEN (OLD."{self.column}" IS DISTINCT FROM NEW."{self.column}")
            EXECUTE FUNCTION "{self._name()}"();
            """,
        ]

    def backwards(self, app_label: str, state: ProjectState) -> list[str]:
        return [
            f'DROP TRIGGER "{self._name()}" ON "{self.table}"',
            f'DROP FUNCTION "{self._name()}"()',
        ]


class AppendOnly(_SqlOperation):
    """Rows of ``table`` can be added and read, never changed or deleted."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {})

    def describe(self) -> str:
        return f"{self.table} only grows"

    def _name(self) -> str:
        return f"{self.table}_append_only"

    def forwards(self, app_label: str, state: ProjectState) -> list[str]:
        return [
            f"""
            CREATE OR REPLACE FUNCTION "{self._name()}"() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{self.table} is append-only'
                    USING ERRCODE = 'restrict_violation';
            END $$;
            """,
            f"""
            CREATE TRIGGER "{self._name()}" BEFORE UPDATE OR DELETE ON "{self.table}"
            FOR EACH ROW EXECUTE FUNCTION "{self._name()}"();
            """,
        ]

    def backwards(self, app_label: str, state: ProjectState) -> list[str]:
        return [
            f'DROP TRIGGER "{self._name()}" ON "{self.table}"',
            f'DROP FUNCTION "{self._name()}"()',
        ]
