"""Older forms of the data, and how each becomes the next."""
