"""Experiments, Search: set up, followed, reloaded, used. The host and the search's own thread are played by hand."""

import json
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.search import Dimension, Opened, Search, Searches, SearchPlan, Space, default_space
from lstm_core.experiments.seeds import SeedResult
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings, specs
from tests.support.examples import sine
from tests.support.pages.experiments_search import play, section
from tests.support.pages.page import arrive, bars, components, moving, moving_text
from tests.support.pages.results import figure, text_of
from tests.support.pages.results_works import press, progress
from tests.support.pages.works import WorkHost
from ui.charts import search as charts
from ui.experiments.search_space import LOW, NUMBERS, SEARCH, SETTING, VALUES, numbers_frame, points_of, space_of
from ui.state import slots

DEFAULT = Settings()


def opened(**query: str) -> AppTest:
    return arrive("experiments", query)


def table_of(at: AppTest) -> pd.DataFrame:
    """The trials; the editor of the space is a data frame, too."""
    if "search_trials" in moving(at):
        head, *rows = ElementTree.fromstring(moving(at)["search_trials"]["html"]).iter("tr")
        return pd.DataFrame([[cell.text for cell in row] for row in rows], columns=[cell.text for cell in head])
    return next(frame.value for frame in at.dataframe if "Trial" in frame.value)


def seeds_of(*rmse: float) -> tuple[SeedResult, ...]:
    return tuple(
        SeedResult(seed, {}, (), {"rmse": value}, {}, "done", np.zeros((1, 1))) for seed, value in enumerate(rmse)
    )


def test_the_default_search_is_counted_and_started(work_host: WorkHost, searches: Searches) -> None:
    at = section(opened())
    assert "30 trials × 3 origins = **90 trainings**" in " ".join(c.value for c in at.caption)
    assert work_host.all == []
    press(at, "search_go")
    search = searches.of("me")
    assert search.plan == SearchPlan(DEFAULT, default_space(DEFAULT, 128))
    assert (work_host.all[0].name, work_host.all[0].owner) == ("search_trial", "me")
    assert len(work_host.all[0].arguments["series"]) == 160
    assert "The search runs: 0 of 30 trials" in progress(at)
    assert at.button(key="search_go").disabled
    assert "The test part is locked" in moving_text(at)


def test_a_grid_shows_its_fits_and_too_many_are_refused(work_host: WorkHost, searches: Searches) -> None:
    at = section(opened())
    at.segmented_control(key="search_method").set_value("grid").run()
    # 3 values of each of five numbers, 4 schedules.
    assert "This search has 972 trials; it must have 1 to 200" in at.error[0].value
    assert at.button(key="search_go").disabled
    at.multiselect(key="search_options_schedule").set_value(["cosine"]).run()
    assert "This search has 243 trials" in at.error[0].value


def test_by_hand_starts_with_one_row(work_host: WorkHost, searches: Searches) -> None:
    at = section(opened())
    at.segmented_control(key="search_method").set_value("manual").run()
    assert "1 trial × 3 origins = **3 trainings**" in " ".join(c.value for c in at.caption)
    press(at, "search_go")
    assert searches.of("me").plan.table[0]["units"] == 11


def test_a_search_is_followed_paused_reloaded_and_stopped(work_host: WorkHost, searches: Searches) -> None:
    at = press(section(opened()), "search_go")
    search = searches.of("me")
    play(work_host, search, 6)
    at.run()
    assert "6 of 30 trials" in progress(at)
    assert "Best of 6 finished trials: trial 6" in moving_text(at)
    assert "mean RMSE over 3 origins is 1.85; your own settings reach 2.00" in moving_text(at)
    assert at.button(key="search_use").disabled
    assert table_of(at)["Trial"].tolist()[:3] == ["yours", "7", "6"]
    press(at, "search_pause")
    assert search.state == "paused"
    press(at.run(), "search_resume")
    assert search.state == "running"
    # Another visit of the same browser finds it open and running; another browser does not.
    again = opened()
    assert again.segmented_control(key="experiments_section").value == "Search"
    assert "6 of 30 trials" in progress(again)
    press(again, "search_stop")
    search.advance()
    assert search.state == "stopping" or search.state == "testing"
    for job in list(work_host.all):
        if job.name == "search_trial":
            work_host.end(job, "stopped")
    search.advance()
    assert search.state == "testing"
    assert "is over" in moving_text(again.run())
    work_host.end(work_host.all[0], "done", Opened(seeds_of(2.0, 2.1, 2.05), seeds_of(1.0, 1.1, 1.05)))
    search.advance()
    again.run()
    assert "RMSE 1.05 ± 0.0500 with the best settings, 2.05 ± 0.0500 with your own" in text_of(again)
    assert "better by" in again.info[0].value
    assert not bars(again)


def finished(played: WorkHost, searches: Searches, at: AppTest, start: float = 2.0) -> Search:
    press(at, "search_go")
    search = searches.of("me")
    play(played, search, 5)
    search.stop()
    for job in list(played.all):
        played.end(job, "stopped")
    search.advance()
    played.end(played.all[0], "done", Opened(seeds_of(start, start), seeds_of(2.0, 2.1)))
    search.advance()
    at.run()
    assert not at.exception
    return search


def test_the_best_settings_go_to_train(work_host: WorkHost, searches: Searches) -> None:
    at = section(opened())
    search = finished(work_host, searches, at)
    assert "cannot tell the two apart" in at.info[0].value
    at.button(key="search_use").click().run()
    assert not at.exception
    assert at.title[0].value == "Train"
    assert at.session_state[slots.SETTINGS.key] == search.best.settings


def test_settings_that_end_without_a_number_on_the_test_part_are_said(
    work_host: WorkHost, searches: Searches,
) -> None:  # fmt: skip
    at = section(opened())
    finished(work_host, searches, at, start=np.nan)
    assert "a training with your own settings ended without a number" in text_of(at)
    assert "not a number" not in text_of(at)


@pytest.mark.parametrize("picture", ["parallel", "importance", "contour"])
def test_optunas_pictures_wear_our_colours(picture: str, work_host: WorkHost, searches: Searches) -> None:
    at = section(opened())
    finished(work_host, searches, at)
    at.segmented_control(key="search_picture").set_value(picture).run()
    assert not at.exception
    drawn = figure(at, f"search_{picture}")
    assert drawn["data"]
    assert drawn["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert "#E5ECF6" not in str(drawn)
    # Side by side on a phone, the axes would write over each other.
    sent = next(json.loads(c.proto.json) for c in components(at) if f"search_{picture}" in c.proto.id)
    assert (sent["narrowest"] > 390) == (picture == "parallel")


def test_a_failed_trial_is_in_the_table_with_its_sentence(work_host: WorkHost, searches: Searches) -> None:
    at = press(section(opened()), "search_go")
    search = searches.of("me")
    play(work_host, search, 1)
    work_host.end(work_host.all[0], "failed", sentence="The weights grew beyond all bounds.")
    search.advance()
    frame = table_of(at.run())
    row = frame[frame["State"] == "failed"].iloc[0]
    assert row["Why"] == "The weights grew beyond all bounds."
    assert search.state == "running"


def test_classes_and_sequences_are_refused_in_a_sentence(work_host: WorkHost, searches: Searches) -> None:
    assert any("names classes" in error.value for error in section(opened(task="direction")).error)
    at = section(opened(series="adding", horizon="0", window="50", steps="50"))
    assert any("separate sequences" in info.value for info in at.info)


def test_the_table_becomes_a_space() -> None:
    rows = numbers_frame(DEFAULT, 128).to_dict("records")
    assert [row[SETTING] for row in rows] == [specs()[key].label for key in NUMBERS]
    expected = default_space(DEFAULT, 128)
    assert space_of(rows, {"schedule": specs()["schedule"].options}) == expected
    wrong = [dict(row) for row in rows]
    for key, column, value in (("dropout", LOW, -1.0), ("lr", LOW, None), ("epochs", VALUES, float("nan"))):
        wrong[NUMBERS.index(key)][column] = value
    with pytest.raises(SettingsError) as refused:
        space_of(wrong, {})
    assert len(refused.value.problems) == 3
    with pytest.raises(SettingsError, match="at least one"):
        space_of([row | {SEARCH: False} for row in rows], {})


def test_rows_by_hand_become_points() -> None:
    space = Space((Dimension("units", 2, 64), Dimension("lr", 0.001, 0.1), Dimension("schedule", options=("cosine",))))
    frame = pd.DataFrame({"Units": [4.0, np.nan], "Learning rate": [0.01, 0.02],
                          "Learning-rate schedule": ["cosine", None]})  # fmt: skip
    found = points_of(space, frame.to_dict("records"))
    assert found == ({"units": 4, "lr": 0.01, "schedule": "cosine"}, {"units": None, "lr": 0.02, "schedule": None})
    assert space.row_problems(found[0]) == []
    assert len(space.row_problems(found[1])) == 2


def test_history_shows_the_best_so_far(work_host: WorkHost, searches: Searches) -> None:
    search = searches.start(SearchPlan(DEFAULT, default_space(DEFAULT, 128), prune=False), sine(), work_host, "me")
    play(work_host, search, 4)
    drawn = {
        trace["name"]: trace for trace in charts.history_figure("light", search.trials, search.start, 30, "")["data"]
    }
    assert drawn["trial"]["x"] == [1, 2, 3, 4]
    np.testing.assert_allclose(drawn["best so far"]["y"], [1.9, 1.89, 1.88, 1.87])
    assert drawn["your settings"]["y"] == [2.0, 2.0]
