"""Convolutional networks: chapters convolution to resnet."""
