"""The loader: files of data/ become a catalog, or a list of every problem in them."""
