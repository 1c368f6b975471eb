"""The reference: what there is to say of every word, as the pages and the API show it."""

from engine.reference.entries import catalog_entries, catalog_entry
from engine.reference.form import WordForm

__all__ = ["WordForm", "catalog_entries", "catalog_entry"]
