"""Bytes to values with their places."""
