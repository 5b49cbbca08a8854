"""The dashboard."""

from fastflow import fastflow_headers
from fasthtml.common import *

from pages.imports import executor, page

app, rt = fast_app(hdrs=fastflow_headers())


@rt
def index():
    return Titled("Dashboard", page())


@rt("/imports/run")
async def run_imports():
    return EventStream(executor.run())


serve()
