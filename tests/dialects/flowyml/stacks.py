"""The same steps on three stacks."""
from flowyml import LocalStack, Pipeline, step
from flowyml.stacks.gcp import GCPStack

local = LocalStack(name="laptop", artifact_path=".flowyml/artifacts", metadata_path=".flowyml/metadata.db")

gcp = GCPStack(
    name="production",
    project_id="acme-ml",
    region="europe-west1",
    bucket_name="acme-artifacts",
    registry_uri="gcr.io/acme-ml",
)


@step(outputs=["tiles"])
def fetch_tiles():
    return ["t1", "t2"]


@step(inputs=["tiles"], outputs=["mosaic"], resources={"memory": "64Gi", "cpu": "16"})
def stitch(tiles):
    return "+".join(tiles)


on_laptop = Pipeline("mosaic_local", stack=local)
on_laptop.add_step(fetch_tiles)
on_laptop.add_step(stitch)

in_cloud = Pipeline("mosaic_cloud", stack=gcp)
in_cloud.add_step(fetch_tiles)
in_cloud.add_step(stitch)

by_name = Pipeline("mosaic_named", stack="staging")
by_name.add_step(fetch_tiles)
by_name.add_step(stitch)

if __name__ == "__main__":
    on_laptop.run()
    by_name.run(stack="production", env="eu")
