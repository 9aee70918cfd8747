"""The API: `/api/v1/`, described by `/api/v1/openapi.json`."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer

from junheng import __version__
from junheng.web.api.asking import BadQuery, on_bad_query, on_refusal, on_stranger
from junheng.web.api.auth import Bearer, Session
from junheng.web.api.views import router


class ReadableJson(JSONRenderer):
    """Chinese as Chinese."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}


api = NinjaAPI(
    title="Junheng",
    version=__version__,
    docs_url=None,
    urls_namespace="api",
    auth=[Bearer(), Session()],
    renderer=ReadableJson(),
)
api.add_router("", router)
api.add_exception_handler(ValidationError, on_bad_query)
api.add_exception_handler(BadQuery, on_bad_query)
api.add_exception_handler(AuthenticationError, on_stranger)
api.add_exception_handler(HttpError, on_refusal)
