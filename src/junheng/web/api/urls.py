"""The API: `/api/v1/`, described by `/api/v1/openapi.json`."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Junheng", version="1", docs_url=None, urls_namespace="api")
