"""The size and the checksum of a file against what its descriptor says."""

import hashlib
from pathlib import Path

from sts_targets.findings import Findings
from sts_targets.package import Resource

BLOCK = 1 << 20
HASH_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


class Digest:
    """Compares the bytes of a file with the ``bytes`` and ``hash`` of its resource."""

    def __init__(self, resource: Resource, size: int, findings: Findings) -> None:
        self.findings = findings
        expected = resource.promised("bytes")
        if expected is not None and expected != size:
            findings.file_issue(
                "file-bytes",
                f"the file has {size} bytes",
                f"{expected} bytes, as the descriptor says",
                "restore the file or update the descriptor",
                value=str(size),
            )
        algorithm, _, self.expected = str(resource.promised("hash") or "").rpartition(":")
        self.hash = self._start(algorithm or "md5") if self.expected else None

    def _start(self, algorithm: str) -> "hashlib._Hash | None":
        if algorithm in HASH_ALGORITHMS:
            return hashlib.new(algorithm, usedforsecurity=False)
        self.findings.file_issue(
            "file-hash",
            f"the hash algorithm {algorithm!r} is not known",
            "one of " + ", ".join(HASH_ALGORITHMS),
            "correct the descriptor",
        )
        return None

    def update(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        if self.hash:
            self.hash.update(block)

    def finish(self) -> None:
        """Compare the checksum; call once, after the last bytes."""
        if self.hash and self.hash.hexdigest() != self.expected.lower():
            self.findings.file_issue(
                "file-hash",
                f"the {self.hash.name} of the file is {self.hash.hexdigest()}",
                f"{self.expected}, as the descriptor says",
                "restore the file or update the descriptor",
            )


def digest_file(file: Path, resource: Resource, findings: Findings) -> bool:
    """Compare a whole file with what its descriptor says; return whether it can be read and is not empty."""
    try:
        with file.open("rb") as handle:
            size = file.stat().st_size
            if size == 0:
                findings.file_issue("file-empty", "the file is empty", "a table", "restore the file")
                return False
            digest = Digest(resource, size, findings)
            while block := handle.read(BLOCK) if digest.hash else b"":
                digest.update(block)
            digest.finish()
    except OSError as error:
        report_missing(error, findings)
        return False
    return True


def report_missing(error: OSError, findings: Findings) -> None:
    """Report a file that cannot be read."""
    findings.file_issue(
        "file-missing",
        f"the file cannot be read ({error.strerror})",
        "a readable file",
        "restore it or correct its path in the descriptor",
    )
