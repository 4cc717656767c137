"""Files to one catalog, or to every problem in it."""
