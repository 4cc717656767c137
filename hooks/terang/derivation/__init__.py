"""The figures that follow from claims: exact, as of one day, and never more than claims support."""
