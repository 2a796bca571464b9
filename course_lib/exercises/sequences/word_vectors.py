"""Exercises of the chapter word-vectors, in book order."""

EXERCISES = []
