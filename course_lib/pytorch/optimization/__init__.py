"""Gradient descent and its variants."""
