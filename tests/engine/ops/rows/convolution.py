"""What the convolution ops refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

IMAGE, FOUR, KERNEL = (3, 5, 6), (4, 5, 6), (4, 3, 2, 2)

REFUSALS: list[Refusal] = [
    ("conv2d", ((5, 6), KERNEL), {}, "an input of (5, 6)"),
    ("conv1d", ((2, 3, 5, 6), (4, 3, 2)), {}, "an input of (2, 3, 5, 6)"),
    ("conv2d", (IMAGE, (4, 3, 2)), {}, "a kernel of (4, 3, 2)"),
    ("conv2d", (IMAGE, (4, 2, 2, 2)), {}, "an input of 3 channels, and a kernel for 2"),
    (
        "conv2d",
        (FOUR, (4, 3, 2, 2)),
        {"groups": 2},
        "an input of 4 channels, and a kernel for 3 in each of 2 groups",
    ),
    ("conv2d", (IMAGE, KERNEL), {"groups": 2}, "3 channels and 4 kernels in 2 groups"),
    ("conv2d", (IMAGE, KERNEL, (3,)), {}, "a bias of (3,) for 4 channels of the output"),
    ("conv2d", (IMAGE, (4, 3, 7, 7)), {}, "a kernel of 7 × 7 on an input of 5 × 6"),
    (
        "conv2d",
        (IMAGE, (4, 3, 9, 8)),
        {"padding": (1, 0)},
        "a kernel of 9 × 8 on an input of 5 × 6, padded to 7 × 6",
    ),
    (
        "conv1d",
        ((3, 5), (4, 3, 3)),
        {"dilation": 3},
        "a kernel of 3 spread over 7 on an input of 5",
    ),
    ("conv1d", ((3, 0), (4, 3, 3)), {"padding": 2}, "an input of 0"),
    ("conv_transpose2d", (IMAGE, KERNEL), {}, "an input of 3 channels, and 4 kernels"),
    ("conv_transpose2d", (FOUR, (4, 3, 2)), {}, "a kernel of (4, 3, 2)"),
    (
        "conv_transpose2d",
        (FOUR, KERNEL),
        {"groups": 3},
        "4 channels and 9 kernels in 3 groups",
    ),
    (
        "conv_transpose2d",
        (FOUR, KERNEL, (4,)),
        {},
        "a bias of (4,) for 3 channels of the output",
    ),
    (
        "conv_transpose1d",
        ((4, 2), (4, 3, 1)),
        {"padding": 2},
        "an input of 2 gives an output of -2",
    ),
    (
        "conv2d_filter",
        (IMAGE, (4, 3, 3)),
        {"kernel_size": (2,)},
        "a kernel of (2,) for an input of (3, 5, 6) and an output of (4, 3, 3)",
    ),
    (
        "conv2d_filter",
        (IMAGE, (4, 5, 5)),
        {"kernel_size": (2, 2)},
        "an output of (4, 5, 5) from an input of (3, 5, 6)",
    ),
    (
        "conv1d_filter",
        ((1, 5), (1, 2)),
        {"kernel_size": (3,)},
        "an output of (1, 2) from an input of (1, 5)",
    ),
]  # fmt: skip

SETTINGS: list[Refusal] = [
    ("conv2d", (IMAGE, KERNEL), {"groups": 0}, "groups is 0"),
    ("conv2d", (IMAGE, KERNEL), {"stride": 0}, "stride is 0"),
    ("conv2d", (IMAGE, KERNEL), {"dilation": (1, -1)}, "dilation is (1, -1)"),
    ("conv2d", (IMAGE, KERNEL), {"padding": -1}, "padding is -1"),
    ("conv2d", (IMAGE, KERNEL), {"stride": (1, 2, 3)}, "stride is (1, 2, 3) for 2 axes"),
    ("conv1d", ((3, 5), (4, 3, 2)), {"padding": (1, 2)}, "padding is (1, 2) for 1 axis"),
    ("conv2d", (IMAGE, KERNEL), {"padding": "full"}, "padding is 'full'"),
    (
        "conv2d",
        (IMAGE, KERNEL),
        {"padding": "same", "stride": (1, 2)},
        'padding is "same" and the stride 1 × 2',
    ),
    (
        "conv_transpose2d",
        (FOUR, KERNEL),
        {"stride": 2, "output_padding": 2},
        "output_padding is 2, stride 2 and dilation 1",
    ),
]
