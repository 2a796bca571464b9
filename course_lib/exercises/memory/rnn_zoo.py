"""Exercises of the chapter rnn-zoo."""

EXERCISES = []
