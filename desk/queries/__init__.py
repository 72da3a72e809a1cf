"""What the pages of the desk gather."""
