"""What screens and reports ask; nothing here changes a row."""
