"""Checks values against an OpenAPI description: the words of JSON Schema that Mastodon's description uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None),
}  # fmt: skip


class Description:
    """One description file."""

    def __init__(self, path: Path) -> None:
        self.document = json.loads(path.read_text("utf-8"))
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$"), path.count("{"), item)
            for path, item in self.document["paths"].items()
        ]

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What the description says of a call, the most literal path first."""
        fitting = [
            (n, item)
            for pattern, n, item in self._paths
            if pattern.match(unquote(path)) and method.lower() in item
        ]
        if not fitting:
            return None
        item = min(fitting, key=lambda one: one[0])[1]
        operation: dict[str, Any] = {**item[method.lower()]}
        operation["parameters"] = [
            self._meant(one)
            for one in [*item.get("parameters", []), *operation.get("parameters", [])]
        ]
        return operation

    def wrong_query(self, operation: dict[str, Any], query: str) -> Iterator[str]:
        """Parameters that the description does not know."""
        known = {
            one["name"].removesuffix("[]")
            for one in operation["parameters"]
            if one["in"] == "query"
        }
        for name, _ in parse_qsl(query):
            if name.removesuffix("[]") not in known:
                yield f"?{name} is not described"

    def wrong_body(self, operation: dict[str, Any], fields: Any) -> Iterator[str]:
        """What is wrong with a request's body; every field must be described."""
        content = operation.get("requestBody", {}).get("content", {})
        schema = self._meant(next(iter(content.values()))["schema"]) if content else {}
        properties = self._properties(schema)
        for name in fields:
            if name not in properties:
                yield f"{name} is not described"
        yield from self.wrong(schema, fields, "body")

    def wrong_answer(self, operation: dict[str, Any], status: int, body: Any) -> Iterator[str]:
        """What is wrong with an answer."""
        response = self._meant(operation["responses"].get(str(status), {}))
        if not response:
            yield f"status {status} is not described"
        content = response.get("content", {}).get("application/json", {})
        if "schema" in content:
            yield from self.wrong(content["schema"], body, "answer")

    def wrong(self, schema: Any, value: Any, at: str) -> Iterator[str]:
        """Where the value departs from the schema."""
        schema = self._meant(schema)
        for each in schema.get("allOf", []):
            yield from self.wrong(each, value, at)
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices:
            tries = [list(self.wrong(each, value, at)) for each in choices]
            if all(tries):
                yield from min(tries, key=len)
        types = schema.get("type")
        if types:
            names = types if isinstance(types, list) else [types]
            if not any(
                isinstance(value, _TYPES[name])
                and (name == "boolean" or not isinstance(value, bool))
                for name in names
            ):
                yield f"{at} is {type(value).__name__}, not {names}"
                return
        if "enum" in schema and value is not None and value not in schema["enum"]:
            yield f"{at} is {value!r}, not one of {schema['enum']}"
        if isinstance(value, dict):
            for name in schema.get("required", []):
                if name not in value:
                    yield f"{at}.{name} is missing"
            for name, inner in schema.get("properties", {}).items():
                if name in value:
                    yield from self.wrong(inner, value[name], f"{at}.{name}")
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from self.wrong(schema["items"], item, f"{at}[{index}]")

    def _properties(self, schema: Any) -> set[str]:
        schema = self._meant(schema)
        names = set(schema.get("properties", {}))
        for key in ("allOf", "oneOf", "anyOf"):
            for each in schema.get(key, []):
                names |= self._properties(each)
        return names

    def _meant(self, node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node
