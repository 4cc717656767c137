"""Help for those who write data: drafts, files, schemas."""
