import os

from flowyml import Pipeline, context, step

BUCKET = os.environ.get("BUCKET", "s3://dev-bucket")
BATCH_SIZE = int(os.getenv("BATCH_SIZE", "32"))
DEBUG = os.getenv("DEBUG", "0") == "1"

ctx = context(
    bucket=BUCKET,
    batch_size=BATCH_SIZE,
    debug=DEBUG,
    retries=3,
)


@step(outputs=["files"])
def list_files(bucket: str):
    return [f"{bucket}/{n}.json" for n in range(3)]


@step(inputs=["files"], outputs=["batches"])
def make_batches(files, batch_size: int, debug: bool):
    if debug:
        files = files[:1]
    return [files[i : i + batch_size] for i in range(0, len(files), batch_size)]


pipeline = Pipeline("ingest", context=ctx)
pipeline.add_step(list_files)
pipeline.add_step(make_batches)

if __name__ == "__main__":
    pipeline.run()
