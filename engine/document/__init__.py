"""The document: the only thing that leaves the engine."""

from engine.document.build import build
from engine.document.form import VERSION, GraphDocument
from engine.document.numbers import array_json, slice_json

__all__ = ["VERSION", "GraphDocument", "array_json", "build", "slice_json"]
