from runnable import Map, Pipeline, PythonTask


def list_tiles(width: int = 256, height: int = 128, tile: int = 64) -> list[str]:
    return [f"{x}-{y}" for x in range(0, width, tile) for y in range(0, height, tile)]


def open_tile(tile_name: str) -> list[int]:
    x, y = tile_name.split("-")
    return [(int(x) * 7 + int(y) * 3 + i) % 255 for i in range(16)]


def brightness(pixels: list[int], tile_name: str):
    print("tile", tile_name)
    return sum(pixels) / len(pixels)


def report(mean_brightness: float, tile_names: list[str]):
    print(f"{len(tile_names)} tiles, brightest {mean_brightness:.1f}")


def one_tile() -> Pipeline:
    opened = PythonTask(name="open", function=open_tile, returns=["pixels"])
    measured = PythonTask(name="measure", function=brightness, returns=["mean_brightness"])
    return Pipeline(steps=[opened, measured])


def main():
    tiles = PythonTask(name="tiles", function=list_tiles, returns=["tile_names"])

    each_tile = Map(
        name="each tile",
        branch=one_tile(),
        iterate_on="tile_names",
        iterate_as="tile_name",
        reducer="lambda *x: max(x)",
    )

    done = PythonTask(name="report", function=report)

    pipeline = Pipeline(steps=[tiles, each_tile, done])
    pipeline.execute()

    return pipeline


if __name__ == "__main__":
    main()
