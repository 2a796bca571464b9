"""Exercises of the pages before the first part."""
