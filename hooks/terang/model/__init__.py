"""Frozen records of the data, each valid by itself, and the introspection of their fields."""
