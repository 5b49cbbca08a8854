"""A pipeline in a single file: runtime, plan, lock and the project's own sources, for any Python without a package.

Standard library only. `archive.pack` makes the file of its `contents`; what stands in it beside the pipeline is
`bootstrap`, which checks the file before anything of it is used, and `command`, which runs the pipeline. Nothing is
imported here: a bundle compiles what it imports at each start.
"""
