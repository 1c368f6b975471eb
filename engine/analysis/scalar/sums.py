"""Draws sums of products: a multiplication for each product, then one sum."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.links import Place
from engine.analysis.scalar.drawing import Drawing
from engine.analysis.scalar.graph import ScalarTensor
from engine.analysis.scalar.products import Product, Sums
from engine.trace import OpRecord


def draw_sums(drawing: Drawing, record: OpRecord, sums: Sums) -> None:
    """Draw each output element; one that is nothing but an input element is taken from there."""
    for output, products in sums.items():
        _Sum(drawing, record, output).draw(products)


class _Sum:
    """One output element and what it is summed from."""

    def __init__(self, drawing: Drawing, record: OpRecord, output: Place) -> None:
        self.drawing = drawing
        self.record = record
        slot, index = output
        self.output = drawing.element(record.outputs[slot], index)
        self._where = ",".join(map(str, index if len(record.outputs) == 1 else (slot, *index)))
        self._count = 0

    def draw(self, products: Sequence[Product]) -> None:
        numbers = {product.number for product in products}
        if len(products) == 1:
            self._finish(products[0].number, self._factors(products[0]))
        elif len(numbers) == 1 and numbers != {1.0}:
            summands = [self._product(1.0, self._factors(product)) for product in products]
            total = self._between("sum", sum(summand.value for summand in summands), "Σ")
            self._add(summands, total)
            self._finish(numbers.pop(), [total])
        else:
            self._add([self._product(p.number, self._factors(p)) for p in products], self.output)

    def _finish(self, number: float, factors: list[ScalarTensor]) -> None:
        """Make the output of one product."""
        if number == 1 and len(factors) == 1:
            op = self.record.node.op
            symbol = op.drawn(self.record.node.context.constants)
            self.drawing.run(op.name, symbol, factors, self.output, [1.0])
            return
        if abs(number) != 1:
            factors = [self.drawing.constant(number), *factors]
        last = self._chain(factors if number == -1 else factors[:-1])
        if number == -1:
            self.drawing.run("neg", "−", [last], self.output, [-1.0])
        else:
            self._multiply(last, factors[-1], self.output)

    def _product(self, number: float, factors: list[ScalarTensor]) -> ScalarTensor:
        """Give a summand."""
        if abs(number) != 1:
            factors = [self.drawing.constant(number), *factors]
        made = self._chain(factors)
        if number != -1:
            return made
        turned = self._between(f"-{made.label}", -made.value, flows=made.flows)
        self.drawing.run("neg", "−", [made], turned, [-1.0])
        return turned

    def _chain(self, factors: list[ScalarTensor]) -> ScalarTensor:
        """Multiply from left to right."""
        product = factors[0]
        for factor in factors[1:]:
            made = self._between(
                f"{product.label}·{factor.label}",
                product.value * factor.value,
                flows=product.flows or factor.flows,
            )
            self._multiply(product, factor, made)
            product = made
        return product

    def _multiply(self, a: ScalarTensor, b: ScalarTensor, output: ScalarTensor) -> None:
        self.drawing.run("mul", "×", [a, b], output, [b.value, a.value])

    def _add(self, summands: list[ScalarTensor], output: ScalarTensor) -> None:
        self.drawing.run("sum", "Σ", summands, output, [1.0] * len(summands))

    def _between(
        self, label: str, value: float, mark: str = "", *, flows: bool = True
    ) -> ScalarTensor:
        self._count += 1
        mark = f"{self._where};{mark or self._count}"
        return self.drawing.stand_between(mark, label, value, flows=flows)

    def _factors(self, product: Product) -> list[ScalarTensor]:
        inputs = self.record.node.inputs
        return [self.drawing.element(inputs[slot], index) for slot, index in product.places]
