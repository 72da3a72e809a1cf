"""The client's side of the door: what a contact sees and decides, by a link instead of a password; owns no rows."""
