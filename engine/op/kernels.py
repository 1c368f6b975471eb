"""What the kernels of a convolution must be to fit its input: channels, groups, bias."""

from __future__ import annotations

from engine.arrays import Shape
from engine.errors import DomainError, ShapeError


def check_kernel(name: str, axes: int, weight: Shape) -> None:
    """Refuse what is no stack of kernels. Raises ShapeError."""
    if len(weight) != axes + 2:
        kernel = ("k", "kₕ, kᵥ")[axes - 1]
        raise ShapeError(
            f"a kernel of {weight}", hint=f"The kernel of {name} has the axes (o, c, {kernel})."
        )


def check_channels(channels: int, weight: Shape, groups: int) -> None:
    """Hold the channels of an input against those that the kernel is made for.

    Raises ShapeError, and DomainError for groups that there are not.
    """
    check_groups(channels, weight[0], groups)
    if channels != weight[1] * groups:
        in_groups = f" in each of {groups} groups" if groups > 1 else ""
        raise ShapeError(
            f"an input of {channels} channels, and a kernel for {weight[1]}{in_groups}",
            hint="The kernel's second size, times the groups, is the number of channels.",
        )


def check_groups(channels: int, filters: int, groups: int) -> None:
    """Refuse groups into which channels and kernels do not divide. Raises EngineError."""
    if groups < 1:
        raise DomainError(f"groups is {groups}", hint="It must be 1 at least.")
    if channels % groups or filters % groups:
        raise ShapeError(
            f"{channels} channels and {filters} kernels in {groups} groups",
            hint="Each group has the same number of channels, and of kernels.",
        )


def check_bias(bias: Shape | None, channels: int) -> None:
    """Refuse a bias that is not one number for each channel of the output. Raises ShapeError."""
    if bias is not None and bias != (channels,):
        raise ShapeError(
            f"a bias of {bias} for {channels} channels of the output",
            hint="One number is added to each channel.",
        )
