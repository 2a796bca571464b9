"""Exercises of the part on feedforward networks, one file a chapter."""
