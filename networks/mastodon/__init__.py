"""The Mastodon network, and every server that speaks its client API."""
