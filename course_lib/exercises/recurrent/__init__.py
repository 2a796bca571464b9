"""Exercises of the part on recurrent networks, one file a chapter."""
