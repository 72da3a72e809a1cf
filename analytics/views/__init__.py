"""The door for browsers: each view makes one domain call."""
