"""The screens that open a day and a client: they gather what the other apps know and own no rows."""
