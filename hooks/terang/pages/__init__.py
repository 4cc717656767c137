"""The pages and files of a site, rendered from data and narrative pages."""
