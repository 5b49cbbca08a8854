"""From bytes to a tree with places: the guard, the parser, digests, the table of modules, source closures.

Nothing that is read here is ever compiled to code, imported or run.
"""
