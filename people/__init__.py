"""Who works here and what they may do: the lowest app of the stack."""
