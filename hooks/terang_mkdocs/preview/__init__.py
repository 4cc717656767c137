"""The preview server and the builds behind it."""
