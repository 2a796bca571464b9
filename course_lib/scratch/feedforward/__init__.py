"""Feedforward networks: chapters weighted-averages to backpropagation."""
