"""Help for editors of data: drafts of entries, insertions into files, schemas."""
