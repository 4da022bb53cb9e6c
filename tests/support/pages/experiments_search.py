"""The search on the Experiments page: its section, and trials that the test plays."""

from streamlit.testing.v1 import AppTest

from lstm_core.experiments.search import Search, TrialScores
from tests.support.pages.works import WorkHost


def section(at: AppTest) -> AppTest:
    at.segmented_control(key="experiments_section").set_value("Search").run()
    assert not at.exception
    return at


def play(played: WorkHost, search: Search, trials: int) -> None:
    """Let so many trials end, each a little better than the one before; the learner's own settings reach 2."""
    while search.ended < trials:
        search.advance()
        job = played.all[0]
        score = 2.0 if search.start.state != "done" else 1.9 - 0.01 * search.ended
        played.begin(job, 0.3, TrialScores((score,), 1.0))
        search.advance()
        played.end(job, "done", TrialScores((score,) * 3, 3.0))
        search.advance()
