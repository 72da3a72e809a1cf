"""What pictures are, without Django or database: looking at bytes, cutting, and making files in a closed process."""
