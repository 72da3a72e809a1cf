"""A migration that makes many tables."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class InOneStep(Migration):
    """All operations between two states, the one before them and the one after them; tables that refer to each other in any order.

    Django goes from state to state, and after each single operation makes every model related to the changed one once more: the
    time for a whole installation grows with the square of its tables. Here the models are made once before and once after.

    Its price: an operation sees what the whole migration leads to, not what those before it left. A table it makes is made
    with all its fields, and no field may be added and changed in the same migration.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        before = project_state.clone()
        project_state = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state

    def mutate_state(self, project_state: ProjectState, preserve: bool = True) -> ProjectState:
        state = project_state.clone() if preserve else project_state
        state.__dict__.pop("apps", None)  # its models, made anew when first asked for
        for operation in self.operations:
            operation.state_forwards(self.app_label, state)
        return state

    def unapply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        after = self.mutate_state(project_state)
        for operation in reversed(self.operations):
            operation.database_backwards(self.app_label, schema_editor, after, project_state)
        return project_state
