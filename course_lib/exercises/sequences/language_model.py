"""Exercises of the chapter language-model, in book order."""

EXERCISES = []
