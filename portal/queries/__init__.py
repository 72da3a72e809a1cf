"""What the portal shows, read from the other apps."""
