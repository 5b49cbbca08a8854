"""From pipeline objects to plans: what Python has built is said as a plan, without reading the source of the pipeline.

Steps that build a pipeline in a run need it, and so does a pipeline that is run from Python. Standard library only. The
rules are those of the compiler (`docs/semantics.md`); what it reads from the text is read here from the objects.
"""
