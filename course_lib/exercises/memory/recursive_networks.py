"""Exercises of the chapter recursive-networks."""

EXERCISES = []
