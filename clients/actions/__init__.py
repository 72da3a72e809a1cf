"""What changes rows: one transaction and one audit record each."""
