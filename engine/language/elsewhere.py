"""Names that programs of other libraries often use, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

IN_TIME = "Walk over time with `nn.{}`: `for x in steps: h = cell(x, h)`."
OPTIMIZERS = "The optimizers are SGD, RMSprop, Adagrad, Adam and AdamW."
NO_FILES = "A program ends with its graph, and nothing is loaded or stored."
OVER_PARTS = "Choose with a mask: `x[~isnan(x)].mean()`, for example."

REFUSED: Mapping[str, str] = {
    "remainder": "Python's is the distance to the nearest multiple: `x - y * round(x / y)`.",
    "shuffle": "Choose in another order: `x = x[np.random.permutation(len(x))]`.",
    "bernoulli": "Compare draws: `rand_like(p) < p`.",
    "multinomial": "Draw by the weights: `np.random.choice(n, p=weights)`.",
    "enable_grad": "Close `with torch.no_grad():` first.",
    "set_grad_enabled": "Write `with torch.no_grad():`.",
    "Function": "Write the forward formula: its derivative follows.",
    "Variable": "Write `torch.tensor(..., requires_grad=True)`.",
    "jacobian": "Write one `.backward()` for each output.",
    "hessian": "Write the gradient as a formula, and one `.backward()` for each of its elements.",
    "vmap": "Ops broadcast: give them the whole batch.",
    "LSTM": IN_TIME.format("LSTMCell").replace("h = cell(x, h)", "h, c = cell(x, (h, c))"),
    "GRU": IN_TIME.format("GRUCell"),
    "RNN": IN_TIME.format("RNNCell"),
    "ModuleDict": "Set each module as an attribute, or write `nn.ModuleList([...])`.",
    "ParameterList": "Set each parameter as an attribute.",
    "Dropout2d": "`nn.Dropout(p)` drops single elements.",
    "PairwiseDistance": "Write `F.pairwise_distance(a, b)`.",
    "gumbel_softmax": "Write `F.softmax(x - log(-log(torch.rand_like(x))), -1)`.",
    "lr_scheduler": "Write each step by hand, or make a new optimizer with another `lr`.",
    "LBFGS": OPTIMIZERS,
    "Adadelta": OPTIMIZERS,
    "Adamax": OPTIMIZERS,
    "NAdam": OPTIMIZERS,
    "RAdam": OPTIMIZERS,
    "DataLoader": "Walk over slices: `for i in range(0, n, 8): batch = x[i:i + 8]`.",
    "save": NO_FILES,
    "load": NO_FILES,
    "compile": "Every op runs at once: leave it out.",
    "set_printoptions": 'Print numbers by f-strings: `print(f"{x:.3f}")`.',
    "scatter": "Write `where(one_hot(places, n) > 0, values, x)`.",
    "index_add": "`scatter_add` adds to places.",
    "nonzero": "A mask chooses as well: `x[x > 0]`.",
    "argwhere": "A mask chooses as well: `x[x > 0]`.",
    "unique": "Write the classes down, such as `range(3)`.",
    "quantile": "Sort, and choose a place: `sort(x)[k]`.",
    "percentile": "Sort, and choose a place: `sort(x)[k]`.",
    "nan_to_num": "Write `where(isnan(x), 0, x)`.",
    "nanmean": OVER_PARTS,
    "nansum": OVER_PARTS,
    "nanmax": OVER_PARTS,
    "average": "Write `mean(x)`, or `sum(w * x) / sum(w)`.",
    "cov": "Write `xc = x - mean(x, axis=0)` and `xc.T @ xc / (len(x) - 1)`.",
    "corrcoef": "Divide by the standard deviations: `xc = (x - mean(x, axis=0)) / std(x, axis=0)`.",
    "gradient": "The gradient is `.grad` after `.backward()`.",
    "trapz": "Write `sum((y[1:] + y[:-1]) / 2 * dx)`.",
    "trapezoid": "Write `sum((y[1:] + y[:-1]) / 2 * dx)`.",
    "convolve": "Write `F.conv1d(x, w)`, which does not turn w round.",
    "polyfit": "Solve for the coefficients: `solve(A.T @ A, A.T @ y)`.",
    "polyval": "Write the sum, such as `a * x**2 + b * x + c`.",
    "vectorize": "Ops take whole tensors: call the function with one.",
    "lstsq": "Solve the normal equations: `solve(A.T @ A, A.T @ b)`.",
    "pinv": "Solve the normal equations: `solve(A.T @ A, A.T @ b)`.",
    "pinverse": "Solve the normal equations: `solve(A.T @ A, A.T @ b)`.",
    "solve_triangular": "`solve(L, b)` gives the same.",
    "cholesky_solve": "`solve(A, b)` gives the same.",
    "eig": "Of symmetric matrices, `eigh` gives them.",
    "eigvals": "Of symmetric matrices, `eigvalsh` gives them.",
}
"""Behind a prefix."""

NO_NEED = "Leave it out: the program needs none of it."
MODULES: Mapping[str, str] = {
    "matplotlib": "Leave it out: the page draws the graph, and its numbers.",
    "random": "Draw with `np.random` or `torch`: `np.random.uniform(-1, 1)`.",
    "time": "Leave it out: what a program takes is counted, and never timed.",
    "torchvision": "Write the data down, or draw it: `torch.randn(8, 1, 6, 6)`.",
    "sklearn": "Write the data down, or draw it: `np.random.randn(100, 2)`.",
    "pandas": "Write the data down: `np.array([[...], [...]])`.",
    "torch.utils": REFUSED["DataLoader"],
    "torch.distributions": "Write the density: `-0.5 * ((x - mu) / s)**2 - log(s)`.",
    "torch.func": "Write `.backward()`, and read `.grad`.",
    "jax": "Write `np` for `jnp`, and `.backward()` for `grad`.",
    "autograd": "Import `numpy`, and write `.backward()` for `grad`.",
    "tensorflow": "Write it in PyTorch's words, or in NumPy's.",
    "keras": "Write it in PyTorch's words, or in NumPy's.",
    "micrograd.nn": "Write the neurons with `Value`, or use `nn.Linear`.",
    "scipy": "The reference lists the ops: `erf`, `logsumexp` and `solve` are among them.",
    **dict.fromkeys(
        ("os", "sys", "copy", "collections", "itertools", "functools", "dataclasses"), NO_NEED
    ),
    **dict.fromkeys(("tqdm", "warnings", "logging", "argparse", "pathlib", "json"), NO_NEED),
}
"""What cannot be imported, by the beginning of its name."""

TYPES = frozenset({"typing", "collections.abc"})
"""Modules of types only: they may be imported, and say nothing."""


def instead_of(module: str) -> str:
    """Say what to do without a module; nothing where there is no advice."""
    while module:
        if module in MODULES:
            return MODULES[module]
        module = module.rpartition(".")[0]
    return ""
