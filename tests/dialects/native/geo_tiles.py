# Covers: nested maps, `enumerate` and `zip` over outputs, tuple items, lists of lists, an outer value in an inner loop.
from icefloe import pipeline, step


@step
def list_scenes(region: str, year: int) -> list[str]:
    return [f"{region}/{year}/{n}.tif" for n in range(3)]


@step
def cut(scene: str, size: int = 512) -> list[tuple[int, int]]:
    return [(0, 0), (0, size)]


@step
def classify(scene: str, tile: tuple[int, int], model: str) -> dict[str, float]:
    return {"forest": 0.4}


@step
def mosaic(scene: str, tiles: list[dict[str, float]], number: int) -> str:
    return f"{scene}.classes.tif"


@step
def compare(before: str, after: str) -> float:
    return 0.0


@pipeline
def forest_change(region: str, model: str = "unet-v2"):
    before = list_scenes(region, 2020)
    after = list_scenes(region, 2024)
    maps = [
        [mosaic(scene, [classify(scene, tile, model) for tile in cut(scene)], number) for number, scene in enumerate(scenes)]
        for scenes in (before, after)
    ]
    old, new = maps
    return [compare(a, b) for a, b in zip(old, new)]
