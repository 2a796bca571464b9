"""Exercises of the chapter lstm-vs-gru."""

EXERCISES = []
