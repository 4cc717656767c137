"""The report on a pull request: its meaning to the public."""
