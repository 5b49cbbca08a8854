@rt("/execute/ml-pipeline")
async def execute_pipeline():
    """SSE endpoint that executes the ML pipeline and streams status updates."""
    return EventStream(executor.run())
