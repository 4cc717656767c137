"""Files to download, each made from the catalog and what is derived from it."""
