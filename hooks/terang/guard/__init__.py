"""Rules for changes to data that is already published."""
