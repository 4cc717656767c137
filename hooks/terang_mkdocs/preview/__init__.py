"""Preview server and the builds behind it."""
