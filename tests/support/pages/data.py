"""A learner's own file on the Data page."""

import numpy as np
from streamlit.testing.v1 import AppTest

from ui.state import slots

CSV = "Tag;Umsatz (€);Wetter\n" + "\n".join(
    f"{1 + i % 28:02d}.{1 + i // 28:02d}.2021;{100 + 10 * np.sin(i / 4):.1f};gut".replace(".", ",", 0)
    for i in range(120)
)
BYTES = CSV.encode()


def your_file(app: AppTest) -> AppTest:
    app.session_state[slots.DATA_SOURCE.key] = "upload"
    return app.run()
