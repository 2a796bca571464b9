"""Exercises of the chapter machine-translation, in book order."""

EXERCISES = []
