"""The commands that need no site generator."""
