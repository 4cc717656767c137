"""Everything that follows from the claims, in exact arithmetic."""
