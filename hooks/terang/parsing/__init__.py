"""Parsers: bytes to values with their places in the file."""
