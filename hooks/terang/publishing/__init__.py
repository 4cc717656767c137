"""Steps on a finished site folder: checks, search index, manifest, replacement; knows no host."""
