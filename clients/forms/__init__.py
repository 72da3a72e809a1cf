"""What people type about a client, by topic."""
