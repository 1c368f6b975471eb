"""Copy an environment, the Python under it and the libraries under both: all that a server needs.

    python assemble.py ENVIRONMENT ROOT

ROOT becomes the root of the image. There is no shell in it, no package manager and no compiler;
what stays behind is listed below.
"""

from __future__ import annotations

import compileall
import py_compile
import re
import shutil
import ssl
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

LEFT_OUT = (
    # tests, headers, and what only type checkers read
    *("test", "tests", "*.pyi", "*.a", "include", "__pycache__", "*.whl"),
    # of Python: other people's packages, editors, windows, and what installs or makes more Python
    *("site-packages", "dist-packages", "idlelib", "tkinter", "turtledemo", "turtle.py"),
    *("ensurepip", "lib2to3", "pydoc_data", "config-*", "venv", "_tkinter.*", "_test*.so"),
    *("xxlimited*", "_ctypes_test*.so", "EXTERNALLY-MANAGED"),
    # of Python: databases and terminals, with the libraries that they bring
    *("sqlite3", "_sqlite3.*", "dbm", "_dbm.*", "_gdbm.*", "curses", "_curses*", "readline.*"),
    # of NumPy: the Fortran compiler's front end
    "f2py",
)
COMMANDS = ("python*", "nablascope")
"""Of the environment's commands those that are kept."""
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
LOADED_LATE = ("libgcc_s.so.1",)
"""What the C library opens by name when a thread ends."""


def main(environment: Path, root: Path) -> None:
    """Assemble the root of the image."""
    library = Path(sysconfig.get_path("stdlib"))
    interpreter = list(links(environment / "bin" / "python"))
    copy_tree(library, root)
    copy_tree(environment, root, keep="site-packages")
    for path in interpreter:
        copy_link_or_file(path, root)
    programs = [interpreter[-1], *shared_objects(root)]
    libraries = sorted(set(needed(programs, root)))
    for path in libraries:
        copy_file(path, root)
    for top in (Path("/lib"), Path("/lib64")):
        if top.is_symlink() and (root / top.readlink()).exists():
            copy_link_or_file(top, root)
    copy_settings(root)
    copy_copyrights([interpreter[-1], *libraries], root)
    for tree in (library, environment):
        compileall.compile_dir(
            root / tree.relative_to("/"), quiet=1, stripdir=str(root), prependdir="/", workers=0,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip


def links(path: Path) -> Iterator[Path]:
    """Give a path and what it links to, link by link; the file itself comes last."""
    while path.is_symlink():
        yield path
        path = path.parent / path.readlink()
    yield path


def copy_tree(tree: Path, root: Path, keep: str = "") -> None:
    """Copy a folder without what is left out; ``keep`` is not left out here."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        if Path(folder) == tree / "bin":
            return {name for name in names if not matches(name, COMMANDS)}
        return {name for name in names if name != keep and matches(name, LEFT_OUT)}

    shutil.copytree(tree, within(root, tree), symlinks=True, ignore=ignored)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a name is of one of the patterns."""
    return any(fnmatch(name, pattern) for pattern in patterns)


def copy_file(path: Path, root: Path) -> None:
    """Copy what a path leads to, under its own name in the folder where it really is."""
    target = within(root, path.parent.resolve() / path.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, target)


def copy_link_or_file(path: Path, root: Path) -> None:
    """Copy a path, a link as a link."""
    target = within(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy(path, target, follow_symlinks=False)


def within(root: Path, path: Path) -> Path:
    """Give the place of a path under the new root."""
    return root / path.relative_to("/")


def shared_objects(root: Path) -> Iterator[Path]:
    """Give every shared object that was copied, where it came from."""
    for path in root.rglob("*.so*"):
        yield Path("/") / path.relative_to(root)


def needed(programs: list[Path], root: Path) -> Iterator[Path]:
    """Give the libraries that programs load and that are not copied yet, the loader too."""
    said = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False).stdout
    for path in map(Path, re.findall(r"(/\S+) \(0x", said)):
        if not within(root, path).exists():
            yield path
        for name in LOADED_LATE:
            if (path.parent / name).exists():
                yield path.parent / name


def copy_settings(root: Path) -> None:
    """Write and copy what the C library and OpenSSL read, and make a folder for temporary files."""
    within(root, Path("/etc")).mkdir(exist_ok=True)
    (root / "etc/passwd").write_text("nablascope:x:10001:10001::/tmp:/none\n")
    (root / "etc/group").write_text("nablascope:x:10001:\n")
    shutil.copy("/etc/ld.so.cache", root / "etc/ld.so.cache")
    if AUTHORITIES.exists():
        target = within(root, Path(ssl.get_default_verify_paths().openssl_cafile))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(AUTHORITIES, target)
    (root / "tmp").mkdir(mode=0o777)
    (root / "tmp").chmod(0o1777)


def copy_copyrights(paths: list[Path], root: Path) -> None:
    """Copy the copyright files of the Debian packages that files come from."""
    names = {name for path in paths for name in (str(path), str(path.resolve()))}
    names |= {name.removeprefix("/usr") for name in names}
    said = subprocess.run(
        ["dpkg", "-S", *names], capture_output=True, text=True, check=False
    ).stdout
    for package in sorted(set(re.findall(r"^([^:\s]+)(?::\w+)?: ", said, re.MULTILINE))):
        copyright = Path("/usr/share/doc") / package / "copyright"
        if copyright.exists():
            copy_file(copyright, root)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
