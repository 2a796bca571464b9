"""Exercises of the chapter encoder-decoder, in book order."""

EXERCISES = []
