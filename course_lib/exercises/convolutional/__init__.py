"""Exercises of the part on convolutional networks, one file a chapter."""
