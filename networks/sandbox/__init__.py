"""A small social network of our own, in a process of its own, so that the whole loop can be seen without any key.

It speaks the Mastodon client API; the product talks to it with the real Mastodon connector. Nothing in the product
imports it: `python -m networks.sandbox` runs it, and networks/sandbox/process.py starts it for tests.
"""
