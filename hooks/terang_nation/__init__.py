"""Gathers what many published sites say into one database; imports the core, never MkDocs."""
