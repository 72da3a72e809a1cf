"""What people type about figures, hours and money, by topic."""
