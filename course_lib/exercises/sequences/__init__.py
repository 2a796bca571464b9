"""Exercises of the part on sequence to sequence, one file a chapter."""
