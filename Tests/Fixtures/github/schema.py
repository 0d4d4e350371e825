"""GitHub's own description of its REST interface, as the models of `githubkit`: routes, queries, bodies, answers."""

import datetime
import inspect
import re
import types
import typing
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic

try:
    import githubkit_schemas.v2022_11_28.models as models
    from githubkit_schemas.v2022_11_28 import rest as clients
    PACKAGE = "githubkit_schemas.v2022_11_28"
except ImportError:  # before 0.16 the models lived in githubkit itself
    import githubkit.versions.v2022_11_28.models as models
    from githubkit.versions.v2022_11_28 import rest as clients
    PACKAGE = "githubkit.versions.v2022_11_28"

_NOTHING = object()


class Mismatch(Exception):
    """Something does not fit GitHub's description."""


def operation(name):
    """The client method that stands for an operation such as `pulls/list`."""
    group, verb = name.split("/")
    module = __import__(f"{PACKAGE}.rest.{group}", fromlist=["x"])
    client = getattr(module, group.title().replace("_", "") + "Client")
    return getattr(client, verb.replace("-", "_"))


class Route:
    """Method, path and query of one operation, read from the description."""

    def __init__(self, name, handler, body=None):
        self.name, self.handler, self.body = name, handler, body
        method = operation(name)
        line = re.search(r"^\s*(GET|POST|PUT|PATCH|DELETE) (/\S*)$", inspect.getdoc(method), re.M)
        self.method = line[1]
        # Only a reference and a ref may hold slashes.
        pattern = re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{'.+' if m[1] == 'ref' else '[^/]+'})", line[2])
        self.pattern = re.compile(pattern + "$")
        self.query = {
            key.rstrip("_"): parameter.annotation  # `filter` is called `filter_` there
            for key, parameter in inspect.signature(method).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }

    def check_query(self, query):
        for key, value in query.items():
            if key not in self.query:
                raise Mismatch(f"{self.name} knows no query parameter {key}")
            annotation = self.query[key]
            scope = {"Literal": Literal, "Union": Union, "Missing": typing.Optional, "_dt": datetime, "datetime": datetime}
            kind = eval(annotation, scope) if isinstance(annotation, str) else annotation
            try:
                pydantic.TypeAdapter(kind).validate_strings(value)
            except pydantic.ValidationError as error:
                raise Mismatch(f"{self.name} ?{key}={value}: {error}") from None
            if key == "per_page" and not 1 <= int(value) <= 100:
                raise Mismatch(f"{self.name} per_page={value}")

    def check_body(self, body):
        if self.body is None:
            return
        model = getattr(models, self.body)
        known = {field.alias or name for name, field in model.model_fields.items()}
        if unknown := set(body) - known:
            raise Mismatch(f"{self.name} knows no {unknown} in its body")
        try:
            pydantic.TypeAdapter(model).validate_python(body, strict=False)
        except pydantic.ValidationError as error:
            raise Mismatch(f"{self.name} body: {error}") from None


def answer(model, value):
    """`value` completed to a whole instance of `model`, and checked against it."""
    model = getattr(models, model)
    whole = _complete(model, value)
    try:
        pydantic.TypeAdapter(model).validate_python(whole)
    except pydantic.ValidationError as error:
        raise Mismatch(f"answer {model.__name__}: {error}") from None
    return whole


def _complete(kind, value=_NOTHING, depth=0):
    """What `value` does not say but the description demands is filled in with something that fits."""
    if isinstance(kind, typing.TypeAliasType) if hasattr(typing, "TypeAliasType") else False:
        kind = kind.__value__
    origin = get_origin(kind)
    if origin is Annotated:
        return _complete(get_args(kind)[0], value, depth)
    if origin in (Union, types.UnionType):
        return _complete_union(get_args(kind), value, depth)
    if origin is Literal:
        return get_args(kind)[0] if value is _NOTHING else value
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return _complete_model(kind, {} if value is _NOTHING else value, depth)
    if origin is list:
        return [] if value is _NOTHING else [_complete(get_args(kind)[0], item, depth + 1) for item in value]
    if value is not _NOTHING:
        return value
    if origin is dict or kind is dict:
        return {}
    defaults = {str: "x", int: 1, float: 1.0, bool: False, datetime.datetime: "2026-01-01T00:00:00Z",
                datetime.date: "2026-01-01"}
    return defaults.get(kind)


def _complete_union(members, value, depth):
    members = [member for member in members if not _is_unset(member)]
    if value is _NOTHING:
        return None if type(None) in members else _complete(members[0], value, depth)
    if value is None:
        return None
    problem = None
    for member in members:
        if member is type(None):
            continue
        try:
            whole = _complete(member, value, depth)
            pydantic.TypeAdapter(member).validate_python(whole)
            return whole
        except (Mismatch, pydantic.ValidationError, AttributeError, TypeError) as error:
            problem = problem or error
    raise Mismatch(f"{value!r} fits none of {members}: {problem}")


def _complete_model(model, value, depth):
    if depth > 12:
        raise Mismatch(f"{model.__name__} never ends")
    if not isinstance(value, dict):
        raise Mismatch(f"{value!r} is no {model.__name__}")
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if unknown := set(value) - set(fields):
        raise Mismatch(f"{model.__name__} has no {unknown}")
    whole = {}
    for name, field in fields.items():
        if name in value:
            whole[name] = _complete(field.annotation, value[name], depth + 1)
        elif field.is_required():
            whole[name] = _complete(field.annotation, depth=depth + 1)
    return whole


def _is_unset(kind):
    return get_origin(kind) is Literal and any("UNSET" in repr(arg) for arg in get_args(kind))
