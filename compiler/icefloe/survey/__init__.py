"""From the files of a project to its graphs and findings: one walk through the rooms of the compiler."""

from icefloe.survey.found import Configuration, FileSurvey, Imported, Pipeline
from icefloe.survey.walk import Survey

__all__ = ["Configuration", "FileSurvey", "Imported", "Pipeline", "Survey"]
