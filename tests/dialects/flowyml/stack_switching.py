"""The stack comes from flowyml.yaml, from the environment, or from a `with`."""
import os

from flowyml import Pipeline, step, use_stack
from flowyml.stacks.aws import AWSStack

aws = AWSStack(name="aws-eu", region="eu-central-1", bucket_name="acme-models")


@step(outputs=["logs"])
def read_logs():
    return ["GET /", "GET /about"]


@step(inputs=["logs"], outputs=["visits"])
def count_visits(logs):
    return len(logs)


def make(name, **options):
    return Pipeline(name, **options).add_step(read_logs).add_step(count_visits)


from_environment = make("visits_env", stack=os.getenv("FLOWYML_STACK", "local"))
on_aws = make("visits_aws", stack=aws, env="staging")

with use_stack("production"):
    in_block = make("visits_block")
    in_block.run()
