"""The demo: an invented agency, its clients and ninety days of work, ending the moment it is made."""
