"""Exercises of the chapter clockwork-rnn."""

EXERCISES = []
