import time

from flowyml import Pipeline, parallel_map, step
from flowyml.core.parallel import ParallelExecutor


def resize(path):
    time.sleep(0.1)
    return path.replace(".raw", ".png")


def checksum(path):
    return hash(path)


@step(outputs=["photos"])
def list_photos():
    return [f"{n}.raw" for n in range(100)]


@step(inputs=["photos"], outputs=["pngs"])
def resize_all(photos):
    return parallel_map(resize, photos, num_workers=4)


@step(inputs=["pngs"], outputs=["sums"])
def checksums(pngs):
    return parallel_map(checksum, pngs, max_workers=8, backend="process")


@step(inputs=["pngs", "sums"])
def upload(pngs, sums):
    with ParallelExecutor(max_workers=2) as executor:
        executor.map(print, zip(pngs, sums))


gallery = Pipeline("gallery")
gallery.add_step(list_photos)
gallery.add_step(resize_all)
gallery.add_step(checksums)
gallery.add_step(upload)
gallery.run()
