"""Measurements of the product as it ships, run by `python3 run.py bench …` on throw-away data."""
