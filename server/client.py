r"""A client of the REST API, for other programs: ``from server.client import Client``.

It needs nothing but Python's own library.

    >>> client = Client("http://127.0.0.1:8000")
    >>> document = client.evaluate("x = 3.0\nx * x")
    >>> document["passes"][1]["gradients"]["x"]["data"]
    [6.0]
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

STREAM = "text/event-stream"

SECONDS = 180.0
"""How long an answer may take: a job may run for two minutes, and wait for another one."""


class Document(dict[str, Any]):
    """A document as it came, and the ``digest`` by which ``Client.document`` fetches it again."""

    def __init__(self, document: Mapping[str, Any], digest: str) -> None:
        super().__init__(document)
        self.digest = digest


class RefusedError(Exception):
    """The server answered with a problem document: ``problem``, as it came.

    ``kind`` is the last part of its type, such as ``busy`` or ``program-stopped``, and stays what
    it is. A program that stopped brings its ``diagnostics``, and the ``document`` up to the fault.
    """

    def __init__(self, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        super().__init__(problem.get("detail", "The server refused, and did not say why."))
        self.problem = problem
        self.status: int = problem.get("status", 0)
        self.kind = str(problem.get("type", "")).rpartition("#problem-")[2]
        self.diagnostics: Sequence[Mapping[str, Any]] = problem.get("diagnostics", ())
        self.document: Mapping[str, Any] | None = problem.get("document")
        self.retry_after = retry_after
        """Seconds after which to ask again, where the server says so."""


Progress: TypeAlias = Callable[[str, Mapping[str, Any]], object]
"""Called with the name and the data of each event: ``progress("queued", {"lane": "job", ...})``."""


class Client:
    """Asks one server. Raises RefusedError for every problem, URLError where nobody answers."""

    def __init__(self, url: str = "http://127.0.0.1:8000", *, seconds: float = SECONDS) -> None:
        self._url = url.rstrip("/")
        self._seconds = seconds

    def evaluate(
        self,
        source: str,
        *,
        inputs: Mapping[str, Any] | None = None,
        outputs: Sequence[str] = (),
        seed: int = 0,
        expand: Sequence[str] | Literal["all"] = (),
        progress: Progress | None = None,
    ) -> Document:
        """Run a program forward and backward and give its document.

        While it takes long, ``progress`` is told how far it is; what it raises gives the work up.
        """
        program = {"source": source, "inputs": inputs or {}, "outputs": outputs, "seed": seed}
        return Document(*self._fetch("graphs", {**program, "expand": expand}, progress))

    def elements(
        self,
        source: str,
        tensor: str,
        *,
        of: Literal["value", "gradient"] = "value",
        start: int = 0,
        count: int = 4096,
        **program: Any,
    ) -> dict[str, Any]:
        """Give elements of a tensor that is too large to travel whole in its document."""
        wanted = {"tensor": tensor, "of": of, "start": start, "count": count}
        answer: dict[str, Any] = self._ask("graphs/tensor", {"source": source, **program, **wanted})
        return answer

    def document(self, digest: str) -> Document:
        """Give the document of an earlier evaluation, as long as the server keeps it."""
        return Document(self._ask(f"graphs/{quote(digest, safe='')}"), digest)

    def network(self, *, progress: Progress | None = None, **form: Any) -> dict[str, Any]:
        """Write the program of a network, run it, and give both: ``source`` and ``document``."""
        answer, digest = self._fetch("networks", form, progress)
        return {**answer, "document": Document(answer["document"], digest)}

    def version(self) -> dict[str, Any]:
        """Give the versions of the program, of its API, of its documents and of its engine."""
        answer: dict[str, Any] = self._ask("version")
        return answer

    def ops(self) -> list[dict[str, Any]]:
        """Give every op of the catalogue."""
        answer: list[dict[str, Any]] = self._ask("ops")["ops"]
        return answer

    def op(self, name: str) -> dict[str, Any]:
        """Give one op: its formulas, derivation, code, domain and source."""
        answer: dict[str, Any] = self._ask(f"ops/{quote(name, safe='')}")
        return answer

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        answer, _ = self._fetch(path, body)
        return answer

    def _fetch(
        self, path: str, body: Mapping[str, Any] | None = None, progress: Progress | None = None
    ) -> tuple[Any, str]:
        """Give an answer and the digest of its document; none where it has no document."""
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        accept = "application/json" if progress is None else f"application/json, {STREAM}"
        headers = {"Accept": accept, "Content-Type": "application/json"}
        request = Request(f"{self._url}/api/v1/{path}", data, headers)  # noqa: S310  as it was given
        try:
            with urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                digest = answer.headers.get("Graph-Digest", "")
                if progress is not None and answer.headers.get_content_type() == STREAM:
                    return _followed(answer, progress), digest
                return json.load(answer), digest
        except HTTPError as error:
            raise _refused(error) from None


def _followed(lines: Iterable[bytes], progress: Progress) -> Any:
    """Read a stream of events to its answer. Raises RefusedError where it has none."""
    kind = ""
    for line in lines:
        field, _, value = line.rstrip(b"\n").partition(b": ")
        if field == b"event":
            kind = value.decode()
        elif field == b"data":
            data = json.loads(value)
            if kind == "answer":
                return data
            if kind == "problem":
                raise RefusedError(data)
            progress(kind, data)
    raise RefusedError({"detail": "The stream ended without an answer."})


def _refused(error: HTTPError) -> RefusedError:
    """Read the problem document; what a proxy in between says is told as it is."""
    after = error.headers.get("Retry-After", "")
    try:
        problem = json.load(error)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"status": error.code, "detail": f"{error.code} {error.reason}"}
    return RefusedError(problem, float(after) if after.isdecimal() else None)
