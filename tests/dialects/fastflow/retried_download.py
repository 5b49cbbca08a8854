"""A download that is tried again, with what happens written down."""

import logging

from fastflow import ExecutionStep, FlowExecutor
from fastflow.callbacks import FlowCallback, LoggingCallback, RetryCallback, TimingCallback


class Alarm(FlowCallback):
    """Calls for help when a node fails."""

    def on_node_error(self, state):
        print("help", state.current_node.id)


async def download(context, inputs):
    return {"bytes": 1024}


async def unpack(context, inputs):
    return {"files": inputs["download"]["bytes"] // 512}


executor = FlowExecutor(
    "download",
    [
        ExecutionStep(node_id="download", handler=download),
        ExecutionStep(node_id="unpack", depends_on=["download"], handler=unpack),
    ],
    callbacks=[
        RetryCallback(max_retries=3, delay=0.5),
        TimingCallback(),
        LoggingCallback(level=logging.DEBUG),
        Alarm(),
    ],
)
