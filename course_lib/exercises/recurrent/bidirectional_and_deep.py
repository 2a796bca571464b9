"""Exercises of the chapter bidirectional-and-deep."""

EXERCISES = []
