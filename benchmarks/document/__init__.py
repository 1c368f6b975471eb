"""The size of a document, and the time from source text to JSON."""
