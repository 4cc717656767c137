"""Files to download, each computed from the catalog and its derived figures."""
