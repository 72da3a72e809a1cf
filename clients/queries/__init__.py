"""What rows answer: read-only questions, one per screen or job."""
