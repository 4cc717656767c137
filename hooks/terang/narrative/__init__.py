"""Markdown pages: macros, figures in prose, glossary terms and translation stamps."""
