"""The beginning of the programs that the tests of fastflow's executors read."""

from icefloe.dialects.fastflow import DIALECT

HEAD = """\
import asyncio, functools, json, os
from fasthtml.common import *
from fastflow import *
from fastflow.api import from_dict, quick_flow, run_pipeline
from fastflow.callbacks import *
from fastflow.types import *
from elsewhere import far

app, rt = fast_app()


async def f(context, inputs):
    return {"n": 1}


async def g(context, inputs):
    return 2


async def h(context, inputs, k=1):
    return k


class Service:
    def __init__(self, n=0):
        self.n = n

    async def load(self, context, inputs):
        return self.n

    @staticmethod
    async def plain(context, inputs):
        return 1

    @classmethod
    async def shared(cls, context, inputs):
        return 1


class Called:
    async def __call__(self, context, inputs):
        return 1


service, called = Service(3), Called()

"""
FIRST = HEAD.count("\n")


def read_one(read, text: str):
    found = read(DIALECT, HEAD + text)
    (pipeline,) = found.pipelines
    return found, pipeline.graph
