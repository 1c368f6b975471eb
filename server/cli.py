"""The command line: ``nablascope serve`` and ``nablascope eval FILE``.

Worker processes import the module that was started, so this one imports the server only on use.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any


def main() -> None:
    """Read the arguments and do what they say."""
    parser = argparse.ArgumentParser(prog="nablascope")
    parser.add_argument("--version", action=Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser(
        "serve",
        help="serve the studio and the API",
        add_help=False,
    )
    command.add_argument("-h", "--help", action=SettingsHelp, nargs=0, help="show all settings")
    command.set_defaults(run=lambda _: serve())
    command = commands.add_parser("eval", help="run a program here and tell what came of it")
    command.add_argument("file", help="a program; - for the standard input")
    command.add_argument("--seed", type=_seed, default=0, help="decides everything random")
    form = command.add_mutually_exclusive_group()
    for name in ("json", "dot", "mermaid"):
        help = f"write the {'whole document' if name == 'json' else 'graph'} as {name}"
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=help)
    command.set_defaults(run=evaluate)
    arguments = parser.parse_args()
    with suppress(BrokenPipeError):  # whoever reads has read enough
        sys.exit(arguments.run(arguments))


class Version(argparse.Action):
    """Prints the version, which the engine knows."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print and end."""
        from engine import __version__

        print(f"nablascope {__version__}")
        parser.exit()


class SettingsHelp(argparse.Action):
    """Prints every setting of the server, which is imported only for this."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print and end."""
        from server.manual import help_text

        parser.print_help()
        print(f"\n{help_text()}")
        parser.exit()


def evaluate(arguments: argparse.Namespace) -> int:
    """Run a program and give the exit status: 0 where it came to its end, 1 where not.

    Ctrl-C ends the process by its signal, which shells tell as 130: a loop around it ends as well.
    """
    from server.terminal import run

    try:
        return run(arguments.file, arguments.form, arguments.seed)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
        raise


def _seed(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 4294967295")
    return int(text)


def serve() -> None:
    """Serve the studio and the API until a signal ends it."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from server.app import create_app
    from server.logs import set_up
    from server.service import Service, forget_environment
    from server.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        sys.exit("\n".join(f"{_variable(e['loc'][0])}: {_reason(e)}." for e in error.errors()))
    except SettingsError:  # of what should be JSON only one is read
        sys.exit(f"{_variable('origins')}: It should be a JSON list of texts.")
    forget_environment()
    set_up(settings.log_level, programs=settings.log_programs)
    listening = listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    print(f"Nablascope is on http://{_written(settings.host)}:{port}", flush=True)
    # uvicorn raises it again when all is shut down, and then it is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):  # which it raises again as well
        Service(create_app(settings), settings).run(sockets=[listening])


def _variable(setting: object) -> str:
    return f"NABLASCOPE_{setting}".upper()


def _reason(fault: Mapping[str, Any]) -> str:
    """Say what is wrong with a setting: in our own words, where they are ours."""
    ours = fault.get("ctx", {}).get("error")
    return str(ours or fault["msg"])


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port, 0 for a free one. Where that cannot be, end with a sentence that says why.

    Connections inherit the option: asyncio sets it only on sockets that it made itself, and without
    it an answer in two parts waits 40 ms for the client to acknowledge the first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        number = error.errno or 0  # below 0 where it is about the name of the host
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        sys.exit(f"Nablascope cannot listen on {_written(host)}:{port}: {reason}.")
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _written(host: str) -> str:
    """Write a host as an address has it (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    main()
