"""What people type about posts, by topic."""
