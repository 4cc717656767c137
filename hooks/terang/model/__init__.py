"""Frozen records, each valid on its own."""
