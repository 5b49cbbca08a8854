"""Inert stand-ins for the packages that pipelines are written with.

A step's process loads the module that defines the step, and with it the lines that build and start the pipeline.
With the real package those lines would run the whole pipeline in every worker; with a stand-in they do nothing, while
the words that the body of a step uses (`Dataset`, `parallel_map`, `Atom`, …) work.
"""

#: The packages that are stood in for (`packages.PACKAGES` has their words, and takes longer to import).
NAMES = ("flowyml", "runnable", "motools", "fastflow", "fasthtml", "icefloe")
