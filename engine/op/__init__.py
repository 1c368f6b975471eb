"""What an op is and how it explains itself.

An op is one class. From the class alone come the word of the language, the reference page, the
formula panel, the gradient check and the docs; adding an op is adding a class.
"""

from engine.op.context import Context, Held, Operand
from engine.op.contraction import AxisPairs, Contraction
from engine.op.description import (
    Case,
    Cell,
    Derivation,
    Domain,
    Factor,
    Formula,
    Plan,
    Term,
)
from engine.op.elementwise import Elementwise
from engine.op.kernels import check_bias, check_channels, check_groups, check_kernel
from engine.op.loss import REDUCTIONS, PairLoss, check_reduction, gathered, shared
from engine.op.op import Op
from engine.op.pairing import Pairing, Part
from engine.op.places import key_along, places_in
from engine.op.rearrangement import Rearrangement
from engine.op.reduction import Reduction, group_size, place_of, reduced, spread
from engine.op.shapes import (
    Axes,
    Axis,
    axes_of,
    axis_of,
    broadcast,
    copies_of,
    index_at,
    indices,
    inserted,
    line_shape,
    line_through,
    on_a_line,
    position_of,
    rectangle_of,
    replaced,
    source_of,
    square_of,
    without,
)
from engine.op.sources import FUNCTIONAL, GILES, NUMPY, PYTORCH
from engine.op.window_arrays import (
    windows_added,
    windows_in_blocks,
    windows_largest,
    windows_seen,
    windows_summed,
    windows_unrolled,
)
from engine.op.windows import (
    Sizes,
    Windows,
    check_places,
    first_places,
    sizes_along,
    windows_over,
    windows_under,
)
from engine.op.word import SPELLINGS, Word

__all__ = [
    "FUNCTIONAL",
    "GILES",
    "NUMPY",
    "PYTORCH",
    "REDUCTIONS",
    "SPELLINGS",
    "Axes",
    "Axis",
    "AxisPairs",
    "Case",
    "Cell",
    "Context",
    "Contraction",
    "Derivation",
    "Domain",
    "Elementwise",
    "Factor",
    "Formula",
    "Held",
    "Op",
    "Operand",
    "PairLoss",
    "Pairing",
    "Part",
    "Plan",
    "Rearrangement",
    "Reduction",
    "Sizes",
    "Term",
    "Windows",
    "Word",
    "axes_of",
    "axis_of",
    "broadcast",
    "check_bias",
    "check_channels",
    "check_groups",
    "check_kernel",
    "check_places",
    "check_reduction",
    "copies_of",
    "first_places",
    "gathered",
    "group_size",
    "index_at",
    "indices",
    "inserted",
    "key_along",
    "line_shape",
    "line_through",
    "on_a_line",
    "place_of",
    "places_in",
    "position_of",
    "rectangle_of",
    "reduced",
    "replaced",
    "shared",
    "sizes_along",
    "source_of",
    "spread",
    "square_of",
    "windows_added",
    "windows_in_blocks",
    "windows_largest",
    "windows_over",
    "windows_seen",
    "windows_summed",
    "windows_under",
    "windows_unrolled",
    "without",
]
