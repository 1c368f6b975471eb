"""What decides a layout, and its digest."""

from __future__ import annotations

import hashlib
import json

from engine.document.form import ModuleForm, OpForm, TensorForm


class Structure:
    """What decides a layout: two documents with equal digests can share one."""

    def __init__(self, modules: list[ModuleForm]) -> None:
        self._tensors: list[object] = []
        self._ops: list[object] = []
        self._modules = modules

    def with_tensor(self, form: TensorForm) -> TensorForm:
        """Take note of a tensor, and give it back."""
        own = form["id"], form["shape"], form.get("module", ""), form.get("role", "")
        self._tensors.append(own)
        return form

    def with_op(self, form: OpForm) -> OpForm:
        """Take note of an op, and give it back."""
        ends = form["inputs"], form["outputs"]
        self._ops.append((form["id"], form["symbol"], *ends, form.get("module", "")))
        return form

    @property
    def digest(self) -> str:
        """The digest of all that was noted."""
        shape = self._tensors, self._ops, self._modules
        text = json.dumps(shape, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]
