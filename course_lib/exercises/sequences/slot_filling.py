"""Exercises of the chapter slot-filling, in book order."""

EXERCISES = []
