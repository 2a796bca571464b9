"""Exercises of the chapter rtrl."""

EXERCISES = []
