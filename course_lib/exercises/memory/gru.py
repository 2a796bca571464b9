"""Exercises of the chapter gru."""

EXERCISES = []
