"""Nablascope's server: the page and the REST API. Programs run in worker processes, never here."""
