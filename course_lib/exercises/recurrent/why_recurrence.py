"""Exercises of the chapter why-recurrence."""

EXERCISES = []
