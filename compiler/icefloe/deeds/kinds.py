"""What a call does to the world, told by its dotted path: an owned table."""

from typing import Final, Literal, TypeAlias, get_args

from icefloe.deeds.deed import Call

Kind: TypeAlias = Literal["network", "download", "process", "write", "read", "training", "clock", "random", "person"]

# Modules with the names in them that are called; `Class.method` where that is a method of what a call gave.
_PATHS: Final = """
network requests get post put patch delete head options request
network requests Session.get Session.post Session.put Session.patch Session.delete Session.request session.get
network httpx get post put patch delete head options request stream Client.get Client.post Client.put Client.request
network httpx AsyncClient.get AsyncClient.post AsyncClient.put AsyncClient.request Client.send
network aiohttp request ClientSession.get ClientSession.post ClientSession.put ClientSession.request
network urllib.request urlopen urlretrieve
network urllib3 request PoolManager.request
network socket create_connection
network smtplib SMTP SMTP_SSL
network ftplib FTP
network psycopg connect
network psycopg2 connect
network pymysql connect
network pymongo MongoClient
network redis Redis
network snowflake.connector connect
network yfinance download
network litellm completion
network openai OpenAI.chat.completions.create OpenAI.responses.create OpenAI.embeddings.create
network anthropic Anthropic.messages.create
download nltk download
download wget download
download gdown download
download datasets load_dataset
download huggingface_hub hf_hub_download snapshot_download
download kagglehub dataset_download model_download
download torch.hub load
process subprocess run call check_call check_output Popen getoutput getstatusoutput
process os system popen fork execv execvp spawnv
write pickle dump
write joblib dump
write json dump
write yaml dump safe_dump
write dill dump
write cloudpickle dump
write numpy save savez savetxt savez_compressed
write torch save
write os remove unlink rename replace rmdir removedirs
write shutil copy copy2 copyfile copytree move rmtree
read pandas read_csv read_parquet read_excel read_json read_sql read_pickle read_feather read_table read_html read_hdf
read polars read_csv read_parquet read_json read_excel
read pickle load
read joblib load
read numpy load loadtxt genfromtxt
read json load
training xgboost train
training lightgbm train
clock datetime datetime.now datetime.utcnow datetime.today date.today
clock pandas Timestamp.now Timestamp.today Timestamp.utcnow
clock time time time_ns ctime localtime gmtime
random uuid uuid1 uuid4
random secrets token_hex token_bytes token_urlsafe choice randbelow
random os urandom getpid
random random random randint randrange uniform choice choices sample shuffle gauss normalvariate betavariate
random numpy.random rand randn randint random choice shuffle permutation normal uniform binomial poisson random_sample
person builtins input breakpoint
person pdb set_trace post_mortem
person ipdb set_trace
person getpass getpass
person IPython embed
"""
# Methods that mean the same whatever object has them.
_METHODS: Final = """
write write_text write_bytes to_csv to_parquet to_excel to_pickle to_feather to_hdf to_sql savefig save_model
training fit fit_transform fit_predict partial_fit
"""
_OPENERS: Final = frozenset({"builtins.open", "io.open", "codecs.open", "pathlib.Path.open"})


def _expanded() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    kinds: dict[str, Kind] = {str(kind): kind for kind in get_args(Kind)}
    for line in _PATHS.strip().split("\n"):
        words = line.split()
        found.update((f"{words[1]}.{name}", kinds[words[0]]) for name in words[2:])
    for line in _METHODS.strip().split("\n"):
        words = line.split()
        found.update((name, kinds[words[0]]) for name in words[1:])
    return found


_KINDS: Final = _expanded()


def kind(call: Call) -> Kind | None:
    """What a call does to the world, as far as its path tells; None if nothing that is known here."""
    path = call.path
    if path in _OPENERS:
        return "write" if set(mode(call)) & set("wax") else "read"
    return _KINDS.get(path) if call.of == "project" else of_path(path)


def of_path(path: str) -> Kind | None:
    """What a call of something outside the project does, by its path alone."""
    found = _KINDS.get(path)
    if found is not None:
        return found
    if path.startswith(("boto3.client.", "boto3.resource.")):
        return "network"
    if path.startswith("sklearn.datasets.fetch_"):
        return "download"
    return _KINDS.get(path.rpartition(".")[2]) if "." in path else None


def mode(call: Call) -> str:
    """How a call of `open` opens its file."""
    given = call.given("mode", 0 if call.path.endswith("Path.open") else 1)
    return given.constant if given is not None and isinstance(given.constant, str) else "r"


def file(call: Call) -> str:
    """The path of a file that a reading or writing call is given as a text, or nothing."""
    path = call.path
    if path.endswith((".dump", "torch.save", "Path.open")) or path in {"pickle.load", "json.load"}:
        return ""
    given = call.given("path", 0) or call.given("file", 0) or call.given("filepath_or_buffer", 0)
    return given.constant if given is not None and isinstance(given.constant, str) else ""


def is_remote(text: str) -> bool:
    """Whether a text is the address of something on the network."""
    scheme, mark, rest = text.partition("://")
    return bool(mark and rest[:1].strip(" {")) and scheme in _SCHEMES


_SCHEMES: Final = frozenset(
    {"http", "https", "ftp", "s3", "s3a", "gs", "gcs", "abfs", "abfss", "wasb", "wasbs", "az", "hdfs"}
)

_IN_PLACE: Final = frozenset(
    {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "add",
     "discard", "popitem", "appendleft", "extendleft", "popleft", "fill", "itemset"}
)  # fmt: skip


def changes_in_place(call: Call) -> bool:
    """Whether a call changes the object under the name that it starts at: `rows.append(1)`, `inplace=True`."""
    if not call.path.startswith(".") or call.path.count(".") != 1:
        return False
    given = call.given("inplace")
    return call.name in _IN_PLACE or (given is not None and given.constant is True)
