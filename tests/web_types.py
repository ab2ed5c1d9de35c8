"""The types of the web pages' API client, generated from the merged description of the API.

Run as a program it writes ``gateway/web/src/api/schema.d.ts``; a test compares. Needs the installed packages of
``gateway/web/``.
"""

import importlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import catalogue
from fastapi import FastAPI
from gateway.description import merge
from gateway.routes import ROUTES, SANDBOX
from gateway.routing import Upstream

Json = dict[str, Any]
WEB = catalogue.ROOT / "gateway" / "web"
TYPES = WEB / "src" / "api" / "schema.d.ts"
_HEADER = "// Generated from the services' description of their API by `make contracts`; not edited by hand.\n\n"


def described() -> Json:
    """The API as the gateway describes it, without servers."""
    documents = {}
    for upstream in Upstream:
        app = FastAPI()
        for router in importlib.import_module(f"{upstream.value}.app").service.routers:
            app.include_router(router)
        documents[upstream] = app.openapi()
    return merge((*ROUTES, *SANDBOX), documents)


def _successes(document: Json) -> Json:
    """The paths of the API with their successes only: every refusal has the one shape of a problem."""
    paths: Json = {}
    for path, item in document["paths"].items():
        if not path.startswith(("/api/", "/sandbox/")):
            continue
        paths[path] = {
            method: {
                **{key: value for key, value in operation.items() if key not in {"description", "security", "tags"}},
                "responses": {
                    status: answer for status, answer in operation["responses"].items() if status.startswith("2")
                },
            }
            for method, operation in item.items()
            if method in {"get", "post", "put", "patch", "delete"}
        }
    return {**document, "paths": paths}


def _untitled(value: Any) -> Any:
    """Without the titles that repeat the names."""
    if isinstance(value, dict):
        return {key: _untitled(each) for key, each in value.items() if key != "title" or not isinstance(each, str)}
    return [_untitled(each) for each in value] if isinstance(value, list) else value


def _node() -> str:
    """The Node.js that the set-up has installed, or the machine's."""
    installed = catalogue.ROOT / ".venv" / "bin" / "node"
    return str(installed) if installed.exists() else "node"


def types() -> str:
    """The TypeScript file.

    Raises:
        subprocess.CalledProcessError: the generator refused the description.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "openapi.json")
        document = _untitled(_successes(described()))
        document["info"] = {"title": "zhengxin", "version": "1"}
        source.write_text(json.dumps(document, ensure_ascii=False))
        generator = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
        command = [_node(), str(generator), str(source), "--default-non-nullable=false"]
        made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return _HEADER + made.stdout.split("*/", 1)[-1].lstrip()


def write() -> None:
    """Write the file and say where."""
    TYPES.write_text(types())
    print(TYPES.relative_to(catalogue.ROOT))


if __name__ == "__main__":
    write()
