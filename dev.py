#!/usr/bin/env python3
"""One command for everything done in this checkout: it makes what is missing, then does the work.

python3 dev.py run [--tour] [--home DIR]  open the practice council; --tour walks a session day
python3 dev.py test [pytest arguments]    run the tests, without a screen
python3 dev.py check                      format, lint, types, import contracts, house rules
python3 dev.py format                     put the code into the one format
python3 dev.py translate                  find the window's texts, name those that have no translation
                                          in resources/i18n/*.ts, and compile these for the window
python3 dev.py bench NAME [arguments]     run benchmarks/NAME.py
python3 dev.py simulate [arguments]       run the synchronisation simulator
python3 dev.py faults [arguments]         run the real programs on faulty lines, kill them, cut the power
python3 dev.py build                      make dist/nghi-truong, which needs no Python beside it
python3 dev.py lock [--upgrade]           pin the dependencies after a change in requirements/*.in

Exit status: that of the program started; 1 a check failed; 2 wrong use, or Python is too old;
3 a system package is missing and only root can install it; 4 the Python packages could not be
installed.
"""

# No newer syntax and no __future__ here: an old Python must get as far as the sentence below.
import argparse
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what meets an old Python first
    sys.stderr.write(
        "Nghi Truong needs Python 3.11 or newer; this is Python %d.%d.\n"  # noqa: UP031
        "Start dev.py with a newer one, for example: python3.11 dev.py run\n" % sys.version_info[:2]
    )
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
STAMP = "installed-lock.txt"  # inside an environment: which lock it holds; written last
LOCKS = {"runtime.in": "lock.txt", "dev.in": "dev-lock.txt", "build.in": "build-lock.txt"}

WRONG_USE, SYSTEM_PACKAGE_MISSING, INSTALL_FAILED = 2, 3, 4

# Debian's package for each shared library that Qt opens at run time.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def say(text: str) -> None:
    print(f"dev.py: {text}", flush=True)


def stop(status: int, text: str) -> NoReturn:
    """Leave with `status` after saying why on the error stream."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)
    raise SystemExit(status)


# ---------------------------------------------------------------------------------- system packages


def library_opens(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages_of(libraries: dict[str, str]) -> list[str]:
    """Debian's packages of those libraries that do not open here."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in libraries.items() if not library_opens(library)]


def missing_qt_packages(*, window: bool) -> list[str]:
    """Debian packages that Qt lacks here; with `window`, also those of the display there is."""
    wanted = dict(QT_LIBRARIES)
    if window and os.environ.get("DISPLAY"):
        wanted.update(X11_LIBRARIES)
    if window and os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_LIBRARIES)
    return missing_packages_of(wanted)


def missing_venv_packages() -> list[str]:
    """Debian cuts ensurepip out of Python; `python -m venv` needs it."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return ["python3.%d-venv" % sys.version_info[1]]  # noqa: UP031


def missing_test_packages() -> list[str]:
    """PostgreSQL for the tests that start a server of it, where it may be installed; else they skip."""
    there = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return [] if there or not shutil.which("apt-get") or os.geteuid() != 0 else ["postgresql"]


def missing_build_packages() -> list[str]:
    """The application carries all of Qt's libraries and libpython; PyInstaller uses objdump."""
    wanted = {**QT_LIBRARIES, **X11_LIBRARIES, **WAYLAND_LIBRARIES}
    if sys.base_prefix == "/usr":  # Debian's Python keeps libpython in a package of its own
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        wanted[f"libpython{version}.so.1.0"] = f"libpython{version}"
    missing = missing_packages_of(wanted)
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        missing.append("binutils")
    return missing


def install_system_packages(packages: list[str]) -> None:
    """Afterwards they are installed; without the right to do so, leave with the command to type."""
    if not packages:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        stop(
            SYSTEM_PACKAGE_MISSING,
            f"this system lacks libraries that Debian calls {', '.join(packages)}.\n"
            "Install them with the system's own package manager, then run the same command again.",
        )
    if os.geteuid() != 0:
        stop(
            SYSTEM_PACKAGE_MISSING,
            "these system packages are missing. Install them, then run the same command again:\n"
            f"  sudo apt-get update && sudo {shlex.join(install)}",
        )
    say(f"installing system packages: {' '.join(packages)}")
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(
            command,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            stop(
                SYSTEM_PACKAGE_MISSING,
                f"{done.stdout}\n{shlex.join(command)} failed; its message is above.\n"
                "Is there a network connection? Once it is there, run the same command again.",
            )


# ------------------------------------------------------------------------------ Python environments


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python_version(environment: Path) -> str:
    """Version of the environment's Python as '3.11'; empty when it or its pip does not run."""
    try:
        done = subprocess.run(
            [
                python_of(environment),
                "-c",
                "import pip, sys; print('%d.%d' % sys.version_info[:2])",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def stamp_for(lock: str, version: str) -> str:
    digest = hashlib.sha256((REQUIREMENTS / lock).read_bytes()).hexdigest()
    return f"{lock} {digest} python{version}\n"


def holds(environment: Path, lock: str, version: str) -> bool:
    """Whether the environment holds all that `lock` pins; dev-lock.txt contains all of lock.txt."""
    stamp = environment / STAMP
    if not version or not stamp.is_file():
        return False
    enough = {"lock.txt": ("lock.txt", "dev-lock.txt")}.get(lock, (lock,))
    return stamp.read_text("utf-8") in {stamp_for(name, version) for name in enough}


def make_environment(environment: Path, lock: str, packages: list[str]) -> str:
    """Afterwards the system `packages` and all that `lock` pins are there; return the Python."""
    python = str(python_of(environment))
    version = python_version(environment)
    install_system_packages(packages if version else packages + missing_venv_packages())
    if holds(environment, lock, version):
        return python
    if not version:
        say(f"making {environment.name} with Python {sys.version.split()[0]}")
        make = [sys.executable, "-m", "venv", "--clear", str(environment)]
        run_or_stop(make, "the environment could not be made; the message is above")
        version = python_version(environment)
    (environment / STAMP).unlink(missing_ok=True)
    install_lock(python, lock)
    (environment / STAMP).write_text(stamp_for(lock, version), "utf-8")
    return python


def install_lock(python: str, lock: str) -> None:
    """Install exactly the files whose hashes `lock` names; nothing is compiled on the way."""
    say(f"installing the packages of requirements/{lock} (a few minutes the first time)")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip += ["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:"]
    run_or_stop(
        [*pip, "-r", str(REQUIREMENTS / lock)],
        "the packages could not be installed; pip's message is above.\n"
        "Is there a network connection? Once it is there, run the same command again.",
    )


def run_or_stop(command: list[str], failure: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        stop(INSTALL_FAILED, failure)


def working_python(lock: str, *, window: bool = False) -> str:
    return make_environment(ROOT / ".venv", lock, missing_qt_packages(window=window))


def hand_over(command: list[str], environ: "dict[str, str] | None" = None) -> int:
    """Become `command`, started in the checkout; on Windows, run it and return its exit status."""
    environ = dict(os.environ) if environ is None else environ
    if os.name != "nt":
        os.chdir(ROOT)
        os.execve(command[0], command, environ)
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


# ----------------------------------------------------------------------------------------- commands


def command_run(options: argparse.Namespace, extra: list[str]) -> int:
    home = Path(options.home).expanduser().absolute() if options.home else ROOT / ".practice"
    tour = ["--tour"] if options.tour else []
    python = working_python("lock.txt", window=not options.tour)
    return hand_over([python, "-m", "delegate_app", "practice", "--home", str(home), *tour, *extra])


EVERY_CORE = ["-n", "auto", "--dist", "loadfile"]  # all tests; a file's tests stay together


def command_test(options: argparse.Namespace, extra: list[str]) -> int:
    install_system_packages(missing_test_packages())
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    arguments = extra or EVERY_CORE
    return hand_over([working_python("dev-lock.txt"), "-m", "pytest", *arguments], environ)


def command_check(options: argparse.Namespace, extra: list[str]) -> int:
    python = working_python("dev-lock.txt")
    contracts = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
    steps: dict[str, list[str]] = {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "types": ["-m", "mypy", "--no-error-summary"],
        "import contracts": ["-c", contracts],
        "house rules": ["-m", "pytest", "-q", "tests/house"],
    }
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    failed = []
    for name, arguments in steps.items():
        say(f"checking: {name}")
        if subprocess.run([python, *arguments], cwd=ROOT, env=environ, check=False).returncode != 0:
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else "every check passed")
    return 1 if failed else 0


def command_format(options: argparse.Namespace, extra: list[str]) -> int:
    python = working_python("dev-lock.txt")
    imports = [python, "-m", "ruff", "check", "--select", "I", "--fix", "--quiet", "."]
    subprocess.run(imports, cwd=ROOT, check=False)
    return hand_over([python, "-m", "ruff", "format", "."])


def command_translate(options: argparse.Namespace, extra: list[str]) -> int:
    return hand_over([working_python("dev-lock.txt"), "dev_translate.py"])


def command_bench(options: argparse.Namespace, extra: list[str]) -> int:
    names = ["load", *sorted(p.stem for p in (ROOT / "benchmarks").glob("s[0-9]*_*.py"))]
    if options.name not in names:
        stop(WRONG_USE, f"there is no benchmark {options.name!r}; there are: {', '.join(names)}")
    return hand_over([working_python("dev-lock.txt"), "-m", f"benchmarks.{options.name}", *extra])


def command_simulate(options: argparse.Namespace, extra: list[str]) -> int:
    return hand_over([working_python("dev-lock.txt"), "-m", "tests.simulation", *extra])


def command_faults(options: argparse.Namespace, extra: list[str]) -> int:
    return hand_over([working_python("dev-lock.txt"), "-m", "tests.faults", *extra])


def command_lock(options: argparse.Namespace, extra: list[str]) -> int:
    python = working_python("dev-lock.txt")
    compile_lock = [python, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-header"]
    compile_lock += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    compile_lock += ["--upgrade"] if options.upgrade else []
    for source, lock in LOCKS.items():
        say(f"pinning requirements/{source} into requirements/{lock}")
        run_or_stop(
            [*compile_lock, f"requirements/{source}", "-o", f"requirements/{lock}"],
            "uv could not pin it",
        )
    return 0


def command_build(options: argparse.Namespace, extra: list[str]) -> int:
    python = make_environment(ROOT / ".build-venv", "build-lock.txt", missing_build_packages())
    say("building dist/nghi-truong")
    build = [python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"]
    build.append("build_installer.spec")
    status = subprocess.run(build, cwd=ROOT, check=False).returncode
    if status != 0:
        return status
    folder = ROOT / "dist" / "nghi-truong"
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
    say(f"made {folder}, {size / 1_000_000:.0f} MB; start {folder / 'nghi-truong'}")
    return 0


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="open the practice council", allow_abbrev=False)
    run.add_argument(
        "--tour", action="store_true", help="walk through a session day, without a screen"
    )
    run.add_argument(
        "--home", metavar="DIR", help="folder for everything it keeps (default: .practice)"
    )
    run.set_defaults(action=command_run)
    # What belongs to pytest or a benchmark goes on untouched, --help included.
    untouched = {"test": command_test, "simulate": command_simulate, "faults": command_faults}
    for name, action in untouched.items():
        commands.add_parser(name, add_help=False, allow_abbrev=False).set_defaults(action=action)
    bench = commands.add_parser("bench", add_help=False, allow_abbrev=False)
    bench.add_argument("name")
    bench.set_defaults(action=command_bench)
    lock = commands.add_parser("lock", help="pin the dependencies again")
    lock.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    lock.set_defaults(action=command_lock)
    for name, action in (
        ("check", command_check),
        ("format", command_format),
        ("translate", command_translate),
        ("build", command_build),
    ):
        commands.add_parser(name).set_defaults(action=action)
    return parser


def main() -> int:
    parser = command_line()
    options, extra = parser.parse_known_args()
    if extra and options.command in ("check", "format", "translate", "build", "lock"):
        parser.error(f"{options.command} takes no {' '.join(extra)}")
    try:
        return int(options.action(options, extra))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
