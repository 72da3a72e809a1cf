"""The one command: everything that makes `python3 run.py` work on one machine.

Nothing here is used in production, where the servers are somebody else's; nothing in the product imports it.
"""
