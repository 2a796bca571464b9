"""Exercises of the chapter speech-recognition, in book order."""

EXERCISES = []
