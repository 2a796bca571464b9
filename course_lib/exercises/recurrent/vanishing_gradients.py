"""Exercises of the chapter vanishing-gradients."""

EXERCISES = []
