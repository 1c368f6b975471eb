"""The three budgets of programs, and each of their numbers as a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

import engine

LaneName = Literal["fast", "heavy", "job"]

BUDGETS: Mapping[LaneName, engine.Budget] = {
    "fast": engine.FAST,
    "heavy": engine.HEAVY,
    "job": engine.JOB,
}
"""From the smallest to the largest, as they come unless a setting says otherwise."""

Limit = Annotated[int, Field(ge=0)]


def budget_settings(base: type[BaseModel]) -> type[BaseModel]:
    """Give a class of settings with one for each limit of each budget, such as ``fast_ops``."""
    limits: dict[str, Any] = {
        f"{lane}_{limit.name}": (
            Limit,
            Field(default=getattr(budget, limit.name), description=says),
        )
        for lane, budget in BUDGETS.items()
        for limit in fields(engine.Budget)
        for says in [f"Most {engine.called(limit.name)}, for a program in the {lane} lane."]
    }
    return create_model("Budgets", __base__=base, **limits)


def budget_of(settings: BaseModel, lane: LaneName) -> engine.Budget:
    """Give the budget that the settings of a lane make up."""
    return engine.Budget(
        **{limit.name: getattr(settings, f"{lane}_{limit.name}") for limit in fields(engine.Budget)}
    )
