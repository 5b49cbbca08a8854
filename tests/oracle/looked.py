"""What one file holds, as the graphs that a comparison with an original needs and a check does not keep."""

from pathlib import Path

from icefloe.dialects import DIALECTS
from icefloe.project import select
from icefloe.survey import Pipeline, Survey


def pipelines(path: Path) -> tuple[Pipeline, ...]:
    """The pipelines of a file, and of those that it takes pipelines from if it has none itself."""
    (selected,) = select([str(path)])
    survey = Survey(selected.root, DIALECTS)
    surveys = [survey.file(one) for one in selected.files]
    others = dict.fromkeys(there.path for one in surveys if not one.pipelines for there in one.imported)
    surveys += [survey.file(one) for one in others if one not in selected.files]
    return tuple(pipeline for one in surveys for pipeline in one.pipelines)
