"""Data and pages together, as the pages and files of a site."""
