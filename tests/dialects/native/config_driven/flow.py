# Covers: several modules, relative and absolute imports, constants of another module, steps re-exported by a package.
import settings
from icefloe import pipeline
from steps import clean, extract
from steps.load import write as write_out


@pipeline(name=f"{settings.TEAM}-ingest", tags={"env": settings.ENV})
def ingest(sources: list[str] = settings.SOURCES):
    raw = [extract(s, timeout=settings.LIMITS["timeout"]) for s in sources]
    tables = [clean(r, columns=settings.COLUMNS) for r in raw]
    return write_out(tables, settings.TARGET)
