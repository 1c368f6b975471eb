"""The document: the only thing that leaves the engine."""

from engine.document.build import diagnostic_form, fields
from engine.document.form import VERSION, DiagnosticForm, GraphDocument
from engine.document.identity import tensor_ids
from engine.document.messages import message
from engine.document.numbers import NUMBERS, NUMBERS_OF_PART, array_json, slice_json
from engine.document.terms import TermsForm, terms_form
from engine.document.writing import document, written

__all__ = [
    "NUMBERS",
    "NUMBERS_OF_PART",
    "VERSION",
    "DiagnosticForm",
    "GraphDocument",
    "TermsForm",
    "array_json",
    "diagnostic_form",
    "document",
    "fields",
    "message",
    "slice_json",
    "tensor_ids",
    "terms_form",
    "written",
]
