"""Exercises of the chapter elman-and-jordan."""

EXERCISES = []
