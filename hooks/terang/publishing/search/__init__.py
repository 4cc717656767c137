"""The search index: the text of pages, the index, its chunks."""
