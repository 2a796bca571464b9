"""Exercises of the chapter image-captioning, in book order."""

EXERCISES = []
