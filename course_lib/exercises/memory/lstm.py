"""Exercises of the chapter lstm."""

EXERCISES = []
