"""The few pages and files that the gateway serves itself."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response

from gateway.settings import Settings
from gateway.site import LASTING, Site

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

# Path → package and file. Swagger UI comes from a Python package, so that nothing is loaded from elsewhere.
_FILES = {
    "/static/gateway.css": ("gateway", "static/gateway.css"),
    "/static/docs.js": ("gateway", "static/docs.js"),
    "/docs/swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css"),
    "/docs/swagger-ui-bundle.js": ("fastapi_offline", "static/swagger-ui-bundle.js"),
}


# Files whose name changes with their content, so that browsers keep them; templates name them by `asset(…)`.
_LASTING = {name: ("gateway", f"static/{name}") for name in ("verify.css", "verify.js")}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    media_type: str
    etag: str
    lasting: bool = False


class Pages:
    """Renders pages with everything escaped; the files are read when they are first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._sandbox = settings.sandbox
        self._site = Site(settings.web_dir)
        self._config = {
            "profile": settings.profile.value,
            "issuer": settings.issuer,
            "service_phone": settings.service_phone,
            "service_hours": settings.service_hours,
            "service_address": settings.service_address,
        }
        self._templates = Environment(
            loader=PackageLoader("gateway"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._assets = {_address(name): _read(*where, lasting=True) for name, where in _LASTING.items()}
        self._templates.globals["asset"] = _address

    def answer(self, path: str, request_headers: Headers) -> Response | None:
        """The page or file at a path, if it is one of ours."""
        if path in _FILES:
            return _file_answer(_read(*_FILES[path]), request_headers)
        if asset := self._assets.get(path):
            return _file_answer(asset, request_headers)
        if path in {"/docs", "/docs/"}:
            return self.html("docs.html")
        if path == "/app-config.json":
            return JSONResponse(self._config, headers={"cache-control": "no-cache"})
        if path == "/sandbox" and self._sandbox:
            return self.html("start.html", built=True)
        if answer := self._site.answer(path, request_headers):
            return answer
        if path == "/" and not self._site.built:
            return self.html("start.html", built=False)
        return None

    def error(self, message: str, *, status: int, request_id: str) -> Response:
        """A small page instead of a problem document, for people in a browser."""
        answer = self.html("error.html", message=message, request_id=request_id)
        answer.status_code = status
        return answer

    def html(self, template: str, **places: object) -> HTMLResponse:
        """A template with its places filled; every one knows whether this is the sandbox, and whose service."""
        page = self._templates.get_template(template).render(sandbox=self._sandbox, **self._config, **places)
        return HTMLResponse(page, headers={"cache-control": "no-cache"})


@cache
def _read(package: str, name: str, *, lasting: bool = False) -> _File:
    content = files(package).joinpath(name).read_bytes()
    return _File(content, _TYPES[name.rsplit(".", 1)[1]], f'"{hashlib.sha256(content).hexdigest()[:32]}"', lasting)


def _address(name: str) -> str:
    """The path of a lasting file: its name with the beginning of its digest."""
    stem, ending = name.rsplit(".", 1)
    return f"/static/{stem}-{_read(*_LASTING[name], lasting=True).etag[1:11]}.{ending}"


def _file_answer(file: _File, request_headers: Headers) -> Response:
    own = {"etag": file.etag, "cache-control": LASTING if file.lasting else "no-cache"}
    if request_headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=own)
    return Response(file.content, media_type=file.media_type, headers=own)


def wants_page(path: str, accept: str) -> bool:
    """Whether an error is for a person's browser rather than for a program."""
    return "text/html" in accept and not path.startswith(("/api/", "/sandbox/", "/internal"))
