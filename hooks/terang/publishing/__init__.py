"""Everything done with a finished folder: names and bytes, no host, no record."""
