"""Tests of networks/: no Django, no database; a real sandbox process and faulty peers on loopback."""
