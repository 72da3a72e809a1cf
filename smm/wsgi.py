"""The web door: what granian serves."""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smm.settings")
application = get_wsgi_application()
# The pages are loaded now, beside whatever else is starting: otherwise the first visitor waits for them.
import_module(settings.ROOT_URLCONF)
# What is loaded by now is never garbage: no request has to look through it for some.
gc.collect()
gc.freeze()
# A page makes some hundred thousand objects and lets go of nearly all by itself: looking for rings after each 700 of them
# was a twentieth of its time.
gc.set_threshold(10_000, 10, 10)
