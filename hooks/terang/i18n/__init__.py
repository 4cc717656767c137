"""Words, figures and dates in both languages."""
