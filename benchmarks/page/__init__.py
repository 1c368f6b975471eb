"""The page in a real Chromium: how soon there is a graph, and how smoothly it plays."""
