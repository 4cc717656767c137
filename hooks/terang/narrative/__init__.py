"""Markdown pages: their macros, figures in prose, terms and stamps."""
