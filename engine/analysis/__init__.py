"""Questions about a trace, one file per question. None of them changes it."""
