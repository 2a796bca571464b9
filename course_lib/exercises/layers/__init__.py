"""Exercises of the part on three kinds of layers, one file a chapter."""
