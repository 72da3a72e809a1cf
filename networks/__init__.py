"""Connectors to the social networks: plain Python, no Django, no Celery, no settings, no database, no clock."""
