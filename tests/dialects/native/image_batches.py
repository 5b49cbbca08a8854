# Covers: an append-style loop over a step's output, a body of several steps, the last round's value after the loop.
from pathlib import Path

from icefloe import group, pipeline, step


@step
def list_images(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jpg"))


@step
def resize(image: Path, width: int) -> bytes:
    return image.read_bytes()


@step
def embed(image: bytes) -> list[float]:
    return [0.0]


@step
def index(vectors: list[list[float]], names: list[Path]) -> str:
    return "index.faiss"


@step
def thumbnail(image: bytes) -> str:
    return "cover.png"


@pipeline
def build_index(folder: Path = Path("images"), width: int = 224):
    images = list_images(folder)
    vectors = []
    for image in images:
        small = resize(image, width)
        with group("gpu", resources={"gpu": "nvidia-t4", "gpu_count": 1}):
            vector = embed(small)
        vectors.append(vector)
    cover = thumbnail(small)
    return index(vectors, images), cover
