"""Exercises of the part on gradient descent, one file a chapter."""
