"""The inspector's cards of what is more than one op with one result."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio
from tests.engine.programs import TRAINING

ATTENTION = """\
q = param([[1.0, 0.5], [0.2, -0.4]])
k = param([[0.3, 0.1], [-0.6, 0.8]])
v = param([[1.0, 2.0], [3.0, -1.0]])
out = scaled_dot_product_attention(q, k, v)
loss = sum(out ** 2)
"""


def place(studio: Studio, name: str) -> None:
    """Follow a name of the inspector."""
    studio.inspector.get_by_role("button", name=name, exact=True).click()


def test_an_op_leads_to_the_composition_that_it_is_part_of(page: Page) -> None:
    studio = Studio(page).open().paste(ATTENTION)
    studio.op("scaled_dot_product_attention/softmax").click()
    expect(studio.inspector).to_contain_text("axis=-1")
    place(studio, "scaled_dot_product_attention")
    expect(studio.inspector.locator("h2")).to_have_text("scaled dot-product attention")
    expect(studio.inspector.locator(".formula math").first).to_be_visible()
    expect(studio.inspector).to_contain_text("5 ops · 12 numbers to learn")
    place(studio, "out")
    expect(studio.inspector.locator("h2")).to_have_text("out")


def test_an_op_with_several_outputs_shows_the_gradients_that_came(page: Page) -> None:
    source = "A = param([[2.0, 1.0], [1.0, 3.0]])\nq, r = qr(A)\nloss = sum(r)"
    studio = Studio(page).open().paste(source)
    studio.op("q,r:qr").click()
    expect(studio.inspector.get_by_role("button", name="r∇")).to_be_visible()
    expect(studio.inspector.get_by_role("button", name="q∇")).to_have_count(0)
    place(studio, "q")
    expect(studio.inspector).to_contain_text("intermediate result, which nothing uses")
    expect(studio.handle("q")).to_have_accessible_name(re.compile("^q, intermediate, not used"))


def test_a_leaf_leads_from_version_to_version(page: Page) -> None:
    source = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(2):
    loss = (w - 3) ** 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
    studio = Studio(page).open().paste(source)
    studio.tensor("w").click()
    place(studio, "w⁽¹⁾")
    expect(studio.inspector).to_contain_text("version 1 of w, made by an update")
    place(studio, "w⁽²⁾")
    expect(studio.inspector).to_contain_text("version 2 of w")


def test_a_training_loop_is_drawn_round_by_round(page: Page) -> None:
    studio = Studio(page).open().paste(TRAINING).show_everything()
    expect(page.locator(".region").filter(has_text="training")).to_have_count(3)
    studio.paste(TRAINING.replace("range(3)", "range(12)"))
    expect(page.locator(".tracks text").first).to_have_text("1")
    studio.show_everything()
    expect(page.locator(".region.open").filter(has_text="round 12")).to_have_count(1)
    expect(page.locator(".region.folded").filter(has_text="round × 11")).to_have_count(1)
