"""Sequence to sequence, and its applications, in PyTorch."""
