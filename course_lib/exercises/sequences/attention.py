"""Exercises of the chapter attention, in book order."""

EXERCISES = []
