"""Exercises of the chapter bptt."""

EXERCISES = []
