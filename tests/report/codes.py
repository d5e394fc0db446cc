"""Every code that the program can raise or find, read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter

import planner

PACKAGE = Path(planner.__file__).parent
DEFINITION = PACKAGE / "domain" / "fault.py"
MAKERS = ("FaultError", "Fault")
NAMED_FOLDERS = {  # their faults get these facts where they leave the layer
    "storage": {"file", "folder"},
    "market": {"file", "folder"},
    "book": {"file", "folder", "book"},
}


@dataclass(frozen=True)
class Site:
    """A call, the function it stands in and the module."""

    call: ast.Call
    function: ast.FunctionDef | None
    path: Path


@dataclass(frozen=True)
class Raised:
    """A fault that can be made somewhere, with the facts it is given there."""

    code: str
    facts: frozenset[str]
    where: str


@dataclass
class Source:
    """All modules of the program and all calls in them by the name that is called."""

    modules: dict[Path, ast.Module] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    calls: dict[str, list[Site]] = field(default_factory=dict)


@cache
def read_source() -> Source:
    """The source of the program, read once."""
    source = Source()
    for path in sorted(set(PACKAGE.rglob("*.py")) - {DEFINITION}):
        source.modules[path] = ast.parse(path.read_text(encoding="utf-8"))
        _collect(source, source.modules[path], None, path)
    return source


def _collect(source: Source, node: ast.AST, function: ast.FunctionDef | None, path: Path) -> None:
    if isinstance(node, ast.FunctionDef):
        function = source.functions[node.name] = node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        source.calls.setdefault(node.func.id, []).append(Site(node, function, path))
    for child in ast.iter_child_nodes(node):
        _collect(source, child, function, path)


def first_texts(source: Source, *names: str) -> set[str]:
    """The first argument of every call of these functions, where it is written out."""
    sites = [site for name in names for site in source.calls.get(name, [])]
    return {a.value for s in sites for a in s.call.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)}


def keyword_texts(source: Source, keyword: str) -> set[str]:
    """What is written out as this keyword or under this key when a fault is made."""
    found = set()
    for site in (site for name in MAKERS for site in source.calls[name]):
        for node in ast.walk(site.call):
            pairs: list[tuple[object, ast.expr]] = []
            if isinstance(node, ast.keyword):
                pairs = [(node.arg, node.value)]
            if isinstance(node, ast.Dict):
                pairs = [(k.value if isinstance(k, ast.Constant) else None, v) for k, v in _items(node)]
            found |= {v.value for k, v in pairs if k == keyword and isinstance(v, ast.Constant)}
    return {text for text in found if isinstance(text, str)}


def _items(node: ast.Dict) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    return zip(node.keys, node.values, strict=True)


def raised_faults(source: Source) -> list[Raised]:
    """Every fault that is made anywhere; one that is passed on does not count."""
    found = []
    for site in (site for name in MAKERS for site in source.calls[name]):
        codes = _texts(source, site.call.args[0], site)
        where = f"{site.path.relative_to(PACKAGE)}:{site.call.lineno}"
        found += [Raised(code, _facts(site), where) for code in sorted(codes)]
    return found


def _texts(source: Source, node: ast.expr, site: Site) -> set[str]:
    """All texts an expression can have; fails where that cannot be read from the source."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(source, body, site) | _texts(source, orelse, site)
        case ast.Dict(values=values):
            return {text for value in values for text in _texts(source, value, site)}
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, default]):
            return _texts(source, table, site) | _texts(source, default, site)
        case ast.Name(id=name):
            return _texts_of_name(source, name, site)
        case ast.Attribute(attr="code"):
            return set()
    raise AssertionError(f"{site.path}:{node.lineno} makes a fault of {ast.unparse(node)}")


def _texts_of_name(source: Source, name: str, site: Site) -> set[str]:
    if site.function is not None:
        arguments = site.function.args
        if name in {argument.arg for argument in [*arguments.args, *arguments.kwonlyargs]}:
            passed = [(_argument(s.call, site.function, name), s) for s in source.calls[site.function.name]]
            return {text for node, s in passed for text in _texts(source, node, s)}
    scopes = [scope for scope in (site.function, source.modules[site.path]) if scope is not None]
    for scope in scopes:
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                return _texts(source, node.value, site)
    raise AssertionError(f"{site.path}: where does {name} come from?")


def _argument(call: ast.Call, function: ast.FunctionDef, name: str) -> ast.expr:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in named:
        return named[name]
    return call.args[[argument.arg for argument in function.args.args].index(name)]


def _facts(site: Site) -> frozenset[str]:
    names = {keyword.arg for keyword in site.call.keywords if keyword.arg}
    for node in ast.walk(site.call):
        if isinstance(node, ast.Dict):
            names |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
        if isinstance(node, ast.Name) and node.id == "file_facts":
            names |= {"file", "folder"}
    return frozenset(names | NAMED_FOLDERS.get(site.path.parent.name, set()))


def fields_of(template: str) -> set[str]:
    """The facts a template names in braces."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
