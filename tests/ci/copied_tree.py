"""This tree as a repository of its own, as others would fetch it."""

import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
IDENTITY = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
_PARTS = ("action", "action.yml", ".pre-commit-hooks.yaml", "compiler", "runtimes", "schemas", "pyproject.toml")
_WITH = ("README.md", "LICENSE", "CHANGELOG.md")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder."""
    done = subprocess.run(["git", *IDENTITY, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, message: str) -> str:
    """Commit everything in a folder, which becomes a repository; gives the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def copied(folder: Path) -> Path:
    """Copy what is installed and called by others, with what has not been committed yet; make it a repository."""
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in (*_PARTS, *_WITH):
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    commit(folder, "A copy")
    return folder
