"""Exercises of the chapter ekf."""

EXERCISES = []
