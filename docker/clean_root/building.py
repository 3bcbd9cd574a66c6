"""Carries out the Dockerfile's steps in roots of Debian's packages, with debootstrap, chroot and namespaces.

Owns reading the few instructions that our Dockerfile uses, and entering a root as an engine would. It differs
from a build with an engine in its base: Debian's `python3` stands for the official Python image.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[2]
SUITE: Final = "bookworm"
PACKAGES: Final = "python3,python3-venv,ca-certificates"
TOOLS: Final = ("debootstrap", "chroot", "unshare", "mount")
PATH: Final = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
LENT: Final = re.compile(r"PIP_\w+|SSL_CERT_\w+|\w+_proxy", re.IGNORECASE)
"""Variables of this machine that a build may see, as an engine hands on build arguments."""
LENT_PATHS: Final = (
    "/etc/resolv.conf",
    "/etc/ssl/certs",
    "/etc/pip.conf",
    "/usr/local/share/ca-certificates",
)
DEVICES: Final = ("null", "zero", "full", "random", "urandom")


@dataclass(slots=True)
class Stage:
    """A stage of the build: its root and what its instructions have set so far."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": PATH, "HOME": "/root"})
    folder: str = "/"
    user: str = "0:0"
    entrypoint: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def tell(line: str) -> None:
    """Say what is done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Each instruction with its arguments: comments left out, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name.upper(), rest.strip()


def build(text: str, folder: Path, *, afresh: bool = True) -> Stage:
    """Carry out a Dockerfile, or (not `afresh`) only read what was built before; the last stage."""
    stages: dict[str, Stage] = {}
    stage = Stage(folder / "none")
    for name, rest in instructions(text):
        if name == "FROM":
            words = rest.split()
            title = words[2] if len(words) > 2 else "image"
            stage = stages[title] = Stage(_new_root(folder, title) if afresh else folder / title)
        elif afresh or name not in {"RUN", "COPY"}:
            if afresh:
                tell(f"{stage.root.name}: {name} {' '.join(rest.split())[:90]}")
            _carry_out(stage, name, rest, stages)
    return stage


def _carry_out(stage: Stage, name: str, rest: str, stages: Mapping[str, Stage]) -> None:
    if name == "RUN":
        run(stage, ["sh", "-c", rest], lend=True)
    elif name == "COPY":
        _copy(stage, rest.split(), stages)
    elif name == "ENV":
        for word in shlex.split(rest):
            variable, _, value = word.partition("=")
            stage.environment[variable] = re.sub(
                r"\$\{?(\w+)\}?", lambda found: stage.environment.get(found[1], ""), value
            )
    elif name == "WORKDIR":
        stage.folder = rest
        _inside(stage, rest).mkdir(parents=True, exist_ok=True)
    elif name == "USER":
        stage.user = rest
    elif name == "ENTRYPOINT":
        stage.entrypoint = _words(rest)
    elif name == "HEALTHCHECK":
        stage.health = _words(rest[rest.index("[") :])
    elif name not in {"LABEL", "EXPOSE", "STOPSIGNAL", "CMD"}:
        raise SystemExit(f"clean_root: {name} is an instruction that this script does not know")


def _words(text: str) -> list[str]:
    import json

    return [str(word) for word in json.loads(text)]


def _copy(stage: Stage, words: list[str], stages: Mapping[str, Stage]) -> None:
    source = PROJECT
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
    *names, target = words
    goal = _inside(stage, target)
    for name in names:
        origin = source / name.lstrip("/")
        whole = goal if origin.is_dir() or not (target.endswith("/") or goal.is_dir()) else goal / origin.name
        whole.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(
                origin, whole, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            ) if source == PROJECT else _call("cp", "-a", "--reflink=auto", str(origin), str(whole))
        else:
            shutil.copy2(origin, whole)


def _inside(stage: Stage, path: str) -> Path:
    return stage.root / os.path.normpath(os.path.join("/", stage.folder, path)).lstrip("/")  # noqa: PTH118


def _new_root(folder: Path, title: str) -> Path:
    base, root = folder / "base", folder / title
    if not base.is_dir():
        tell(f"base: debootstrap {SUITE}, with {PACKAGES}")
        fresh = folder / "base.new"
        _call("debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(fresh), quiet=True)
        (fresh / "usr/local/bin/python").symlink_to("/usr/bin/python3")
        fresh.rename(base)
    if root.exists():
        shutil.rmtree(root)
    _call("cp", "-a", "--reflink=auto", str(base), str(root))
    return root


def _call(*command: str, quiet: bool = False) -> None:
    done = subprocess.run(command, capture_output=quiet, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(
            f"clean_root: {command[0]} ended with {done.returncode}\n{(done.stdout or '')[-2000:]}"
        )


def run(stage: Stage, command: Sequence[str], *, lend: bool = False) -> None:
    """Run a command of the build in a stage's root; `lend` lets it use this machine's way to packages."""
    done = subprocess.run(enter(stage, command, lend=lend), env=_lent() if lend else {}, check=False)
    if done.returncode != 0:
        raise SystemExit(f"clean_root: the step ended with {done.returncode}")


def _lent() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if LENT.fullmatch(name)}


def enter(
    stage: Stage,
    command: Sequence[str],
    *,
    lend: bool = False,
    closed: bool = False,
    mounts: Mapping[Path, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> list[str]:
    """The command that runs another one in a stage's root, in namespaces of its own.

    `closed`: as the image would run, its own user, no rights, a read-only root; `mounts` (read-only): where
    folders of this machine are to be seen.
    """
    root = shlex.quote(str(stage.root))
    lines = ["set -eu", f"mount --bind {root} {root}", f"cd {root}"]
    for path, where in (mounts or {}).items():
        lines += [f"mkdir -p .{where}", f"mount --bind -o ro {shlex.quote(str(path))} .{where}"]
    if lend:
        for path in filter(os.path.exists, LENT_PATHS):
            make = "mkdir -p" if Path(path).is_dir() else "touch"
            lines += [f"{make} .{path}", f"mount --bind -o ro {path} .{path}"]
    if closed:
        lines.append(f"mount -o remount,bind,ro {root}")
        lines.append("mount -t tmpfs -o mode=1777,size=64m tmp ./tmp")
    lines.append("mount -t proc proc ./proc")
    lines += ["mount -t tmpfs -o mode=755 dev ./dev", "mkdir -p ./dev/shm"]
    lines += [f"touch ./dev/{name}; mount --bind /dev/{name} ./dev/{name}" for name in DEVICES]
    lines += ["mount -t tmpfs -o mode=1777,size=64m shm ./dev/shm", "ln -s /proc/self/fd ./dev/fd"]
    user, _, group = stage.user.partition(":")
    drop = ["setpriv", "--reuid", user, "--regid", group or user, "--clear-groups", "--bounding-set=-all"]
    inner = [*(drop if closed else []), *(["--inh-caps=-all", "--no-new-privs"] if closed else [])]
    values = {**stage.environment, **(more or {})}
    script = f'cd {shlex.quote(stage.folder)} && exec "$@"'
    told = [f"{name}={value}" for name, value in values.items()]
    call = [*inner, "env", *(() if lend else ("-i",)), *told, "sh", "-c", script, "sh", *command]
    lines.append(f"exec chroot . {shlex.join(call)}")
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", "\n".join(lines)]
