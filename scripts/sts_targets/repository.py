"""What git says of the checkout that a package stands in."""

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> str:
    """Return what git prints for a repository, or an empty text where it fails or is not installed."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
