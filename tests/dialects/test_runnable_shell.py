"""Names in shell commands: what a command reads, what it leaves, and what is said of its task."""

import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icefloe.dialects.runnable import DIALECT
from icefloe.dialects.runnable.values.shell import scan

READS = [
    ("echo $a", "a"),
    ("echo ${a}", "a"),
    ("echo ${#a} ${a%.csv} ${a/x/y}", "a"),
    ('echo "$a and $b"', "a b"),
    ("echo '$a'", ""),
    (r"echo \$a", ""),
    (r'echo "\$a"', ""),
    ("echo $1 $@ $# $? $$ $!", ""),
    ("echo $a$b", "a b"),
    ("echo `cat $a`", "a"),
    ("echo $(cat $a)", "a"),
    ("echo $(cat $(ls $a))", "a"),
    ("echo $((a + 1))", "a"),
    ("echo $((a + $b))", "a b"),
    ("echo ${a:-$b}", "b"),
    ("echo ${a:-1} ${b-1} ${c:=1} ${d:+1}", ""),
    ("echo ${a:?is missing}", ""),
    ("# echo $a", ""),
    ("echo x#$a", "a"),
    ("awk '{print $1, $a}' file", ""),
    ("a=1; echo $a", ""),
    ("a=1 && echo $a", ""),
    ("a=$a; echo $a", "a"),
    ("export a=$b", "b"),
    ("for f in $list; do echo $f; done", "list"),
    ("while read line; do echo $line; done < $file", "file"),
    ("cat <<EOF\n$a\nEOF\necho $b", "a b"),
    ("cat <<'EOF'\n$a\nEOF\necho $b", "b"),
    ("cat <<-EOF\n\t$a\n\tEOF\necho $b", "a b"),
    ("cat <<< $a", "a"),
    ("echo $a > $b 2>&1", "a b"),
    ("if [ -z $a ]; then echo $b; fi", "a b"),
    ("f() { echo $a; }; f", "a"),
    ("echo 'it'\"'\"'s' $a", "a"),
    ("echo $a_b ${a}_b", "a_b a"),
]


@pytest.mark.parametrize(("command", "names"), READS)
def test_the_names_that_a_command_needs(command: str, names: str):
    assert sorted(scan(command).needs) == sorted(names.split())


SETS = [
    ("export x=1", True),
    ("x=1", False),
    ("x=1; export x", True),
    ("export x; x=1", True),
    ("export x", False),
    ("export y=1 x=2", True),
    ('export "x=1"', True),
    ("export x=$(date)", True),
    ("set -a; x=1", True),
    ("set -o allexport; x=1", True),
    ("x=1; set -a", False),
    ("set -a; x=1; set +a", True),
    ("set -eux; x=1", False),
    ("(export x=1)", False),
    ("{ export x=1; }", True),
    ("export x=1 | cat", False),
    ("true && export x=1", True),
    ("if true; then export x=1; fi", True),
    ("for x in 1 2; do export x; done", True),
    ("f() { export x=1; }; f", True),
    ("x=1 true", False),
    ("export x=1; unset x", False),
    ("sh -c 'export x=1'", False),
    ("echo export x=1", False),
    ("# export x=1\ntrue", False),
    ("cat <<EOF\nexport x=1\nEOF\ntrue", False),
    ("read x <<E\n1\nE\nexport x", True),
    (": ${x:=5}; export x", True),
    (": ${x:=5}", False),
    ("readonly x=1", False),
    ("echo a\nexport x=1", True),
]


@pytest.mark.parametrize(("command", "there"), SETS)
def test_the_names_that_a_command_leaves(command: str, there: bool):
    assert ("x" in scan(command).sets) is there


@pytest.mark.executes
@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
@pytest.mark.parametrize(("command", "there"), SETS)
def test_a_shell_leaves_the_same_names(command: str, there: bool):
    done = subprocess.run(
        ["sh", "-c", f"{command} && echo '=====' && env"], env={}, capture_output=True, text=True, check=False
    )
    after = done.stdout.partition("=====")[2].splitlines()
    assert any(line.startswith("x=") for line in after) is there


def test_a_name_that_is_there_already_needs_no_export():
    assert scan("x=2", {"x"}).sets == {"x"}
    assert scan("unset x; x=2", {"x"}).sets == frozenset()


@pytest.mark.parametrize("command", [". ./names.sh", "source names.sh", 'eval "export x=1"', "export $(cat names)"])
def test_what_another_file_sets_is_not_known(command: str):
    assert scan(command).opaque


TAILS = [
    ("export x=1", ""),
    ("export x=1;", "operator"),
    ("export x=1 &", "operator"),
    ("export x=1 |", "operator"),
    ("export x=1 &&", "operator"),
    ("export x=1 # done", "comment"),
    ("export x=1\n# done", "comment"),
    ("export x=1\n# done\ntrue", ""),
    ("cat <<EOF\na\nEOF", "heredoc"),
    ("cat <<EOF\na\nEOF\ntrue", ""),
    ("export x=1; exit 0", "exit"),
    ("if false; then exit 1; fi; export x=1", ""),
    ("(true)", ""),
    ("echo '#'", ""),
    ("echo ';'", ""),
    ("  ", "empty"),
]


@pytest.mark.parametrize(("command", "tail"), TAILS)
def test_what_a_command_ends_with(command: str, tail: str):
    assert scan(command).tail == tail


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(alphabet="ax1 $\\'\"`(){}[];&|<>=#\n-:+*E", max_size=40))
def test_any_text_is_scanned(command: str):
    found = scan(command)
    assert set(found.needs) <= set(found.reads)
    assert all(name.isidentifier() for name in (*found.reads, *found.sets))


HEAD = """\
from runnable import Pipeline, PythonTask, ShellTask

def count() -> int:
    return 3

def use(x):
    print(x)

"""
SAID = [
    ('command="export x=$n"', "", []),
    ('command="x=$n"', "", ["FLO319"]),
    ('command="echo $m; export x=1"', "", ["FLO329"]),
    ('command="echo $KEY; export x=1", secrets=["KEY"]', "", []),
    ('command="echo ${m:-1}; export x=1"', "", []),
    ('command="echo $RUNNABLE_RUN_ID; export x=1"', "", []),
    ('command="export x=1;"', "", ["FLO320"]),
    ('command="export x=1 # all"', "", ["FLO320"]),
    ('command="bash make.sh"', "", ["FLO319"]),
    ('command=". ./make.sh"', "", []),
    ('command="n=4"', "n", []),
]


@pytest.mark.parametrize(("task", "returned", "codes"), SAID)
def test_what_is_said_of_a_shell_task(read, task: str, returned: str, codes: list[str]):
    name = returned or "x"
    steps = f'PythonTask(function=count, name="count", returns=["n"]), ShellTask(name="s", {task}, returns=["{name}"])'
    tail = "" if returned else ', PythonTask(function=use, name="use")'
    main = f"def main():\n    p = Pipeline(steps=[{steps}{tail}])\n    p.execute()\n    return p\n"
    found = read(DIALECT, HEAD + main)
    assert [one.code for one in found.findings if one.code.startswith("FLO3")] == codes
    assert all(one.severity.value == "warning" for one in found.findings if one.code in codes)
