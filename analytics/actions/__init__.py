"""What changes the numbers: collecting, rolling up, reporting. One transaction each."""
