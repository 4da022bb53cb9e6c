"""``GET /metrics`` in Prometheus' format, for whoever has the token of `LSTM_LAB_METRICS_TOKEN`; 404 without one.

Python's and the process's own figures (memory, processor time, open files) come with the library.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime

TOKEN = "LSTM_LAB_METRICS_TOKEN"
SESSIONS = "active_sessions"

redraws = Histogram(
    "lstm_lab_redraw_seconds", "Time that the script of a page runs, also when it is interrupted.", ["page"],
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)  # fmt: skip
streams = Gauge("lstm_lab_live_streams", "Browsers that follow a training or a work on the live road.")


class _Now(Collector):
    """What is counted when somebody asks, and kept nowhere."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: the names are known once it is asked, and the host must not start for them."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Sessions, and jobs by kind and state."""
        # Imported here: the server shall answer before the pages' libraries are loaded.
        from ui.state import server

        stats = runtime.get_instance().stats_mgr.get_stats([SESSIONS]).get(SESSIONS, ())
        yield GaugeMetricFamily(
            "lstm_lab_sessions", "Open pages.", value=sum(float(getattr(stat, "value", 0)) for stat in stats)
        )
        jobs = GaugeMetricFamily(
            "lstm_lab_jobs", "Trainings and works that the server knows, by state; queued ones wait for a core.",
            labels=("kind", "state"),
        )  # fmt: skip
        for (kind, state), number in server.host().counts().items():
            jobs.add_metric((kind, state), number)
        yield jobs


REGISTRY.register(_Now())


def figures(request: Request) -> Response:
    """The route's answer."""
    token = os.environ.get(TOKEN)
    if not token:
        return Response(status_code=404)
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
