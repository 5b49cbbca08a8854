"""Everything hostile by name: single files, and folders."""

from hostile_folders import FOLDERS, write_folder
from hostile_sources import DEPTH, WORK
from hostile_texts import TABLES

__all__ = ["FOLDERS", "HEAVY", "SOURCES", "write_folder"]

SOURCES: dict[str, tuple[str | bytes, str]] = {}
for _table in (DEPTH, WORK, *TABLES):
    SOURCES.update(_table)

#: What takes more than half a second.
HEAVY = frozenset(
    """
    global_list cases_3000 type_alias_chain call_chain_functions_2000 closure_chain subclass_chain_2000 loops_of_two_90
    loop_grows_its_list nested_loops nested_comprehensions path_of_many_parts getattr_many recursion_in_two
    while_true_growing while_counts loop_of_steps endless_generator factorial sorted_many imports_10000
    import_names_5000 list_of_50000 dict_of_20000 dict_with_one_key arguments_10000 parameters_5000 keywords_5000
    targets_5000 lines_of_code_20000 lines_of_comments_100000 lines_100000 megabyte_and_more many_tokens functions_3000
    classes_3000 steps_1000 pipelines_300 one_line_of_statements global_statements type_alias_doubling
    deep_folders wide_folder wide_imports gitignore_of_10000 yaml_wide yaml_large yaml_deep import_chain_450
    import_chain_600 case_or_1000 implicit_strings_1900 star_arguments squaring list_extends_itself
    """.split()
)
