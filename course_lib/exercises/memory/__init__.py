"""Exercises of the part on networks that remember, one file a chapter."""
