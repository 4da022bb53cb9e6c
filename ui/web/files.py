"""Files that never change under their address: browsers ask for them once."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from ui.widgets.component import FOLDER, address


class ImmutableFiles(StaticFiles):
    """The files of a folder that has an address of its own for each state of its contents."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """As Starlette's, to be kept for a year."""
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "public, immutable, max-age=31536000"
        return response


def component_files() -> list[BaseRoute]:
    """The scripts and styles of our components, to be mounted at ``/lab``."""
    return [Mount(address().removeprefix("lab"), ImmutableFiles(directory=FOLDER))]
