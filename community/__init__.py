"""What people say to a client, and what they are answered."""
