"""Bugs for the part on sequence to sequence: masks, blanks, shifted steps."""

BUGS = [
]
