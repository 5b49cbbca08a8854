from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def flow(project: Project) -> Callable[[str], Project]:
    def write(source: str) -> Project:
        project.write(source)
        return project

    return write
