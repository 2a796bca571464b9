"""Bugs for the recurrent layers."""

BUGS = []
