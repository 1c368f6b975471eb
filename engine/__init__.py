"""Nablascope's engine: eager reverse-mode automatic differentiation that explains itself.

    >>> from engine import tensor
    >>> x = tensor(2.0)
    >>> y = x * x
    >>> y.backward()
    >>> float(x.gradient)
    4.0

This is the door: whoever stands outside uses what is named here and nothing else.
"""

from engine.compositions import compose
from engine.curves import Curve, curve, has_curve
from engine.document import VERSION as DOCUMENT_VERSION
from engine.document import DiagnosticForm, GraphDocument, TermsForm, message
from engine.errors import EngineError
from engine.export import dot, mermaid
from engine.graph import Contributions, OpNode, TensorNode, apply, backward, constant, tensor
from engine.language import (
    FAST,
    HEAVY,
    JOB,
    Budget,
    Progress,
    ProgressForm,
    Refusal,
    Vocabulary,
    called,
    is_visible,
    vocabulary,
)
from engine.networks import NETWORK_ACTIVATIONS, NETWORK_LOSSES, write_network
from engine.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from engine.pipeline import VERSION as __version__
from engine.pipeline import Elements, Evaluation, Terms, elements, evaluate, terms
from engine.reference import WordForm, catalog_entries, catalog_entry

__all__ = [
    "DOCUMENT_VERSION",
    "FAST",
    "HEAVY",
    "JOB",
    "NETWORK_ACTIVATIONS",
    "NETWORK_LOSSES",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Budget",
    "Contributions",
    "Curve",
    "DiagnosticForm",
    "Elements",
    "EngineError",
    "Evaluation",
    "GraphDocument",
    "OpNode",
    "Progress",
    "ProgressForm",
    "RMSprop",
    "Refusal",
    "TensorNode",
    "Terms",
    "TermsForm",
    "Vocabulary",
    "WordForm",
    "__version__",
    "apply",
    "backward",
    "called",
    "catalog_entries",
    "catalog_entry",
    "compose",
    "constant",
    "curve",
    "dot",
    "elements",
    "evaluate",
    "has_curve",
    "is_visible",
    "mermaid",
    "message",
    "tensor",
    "terms",
    "vocabulary",
    "write_network",
]
