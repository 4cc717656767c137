"""The report on a pull request: its meaning for the public."""
