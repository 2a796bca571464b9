"""Exercises of the chapter echo-state-network."""

EXERCISES = []
