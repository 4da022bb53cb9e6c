"""Experiments, Seeds and A/B test, played by hand through a host that works nothing."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_rel, wilcoxon
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.comparison import FEWEST, ensemble, seed_spread
from lstm_core.experiments.seeds import SeedResult
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.experiments_seeds import finish, keys, opened, press, trained
from tests.support.pages.page import as_html, bars, components, moving, moving_text
from tests.support.pages.results import figure, text_of
from tests.support.pages.works import WorkHost
from ui.format.text import measured


def rmse(job_results, part: str = "validation") -> np.ndarray:
    return np.array([getattr(one, part)["rmse"] for one in job_results])


def all_results(host: WorkHost, **settings: object) -> list[SeedResult]:
    found = [
        one for job in host.all for one in (job.result or ())
        if all(job.arguments["settings"].get(key) == value for key, value in settings.items())
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.seed)


def test_seeds_are_trained_in_pieces_and_their_spread_is_said(work_host: WorkHost) -> None:
    at = opened("Seeds")
    at.slider(key="w_seeds_n").set_value(7).run()
    press(at, "seeds_go")
    assert [job.name for job in work_host.all] == ["train_seeds"] * 2
    assert [job.arguments["seeds"] for job in work_host.all] == [(0, 1, 2, 3, 4), (5, 6)]
    assert at.button(key="seeds_go").disabled
    work_host.begin(work_host.all[0], 0.5, trained(work_host.all[0], seeds=2))
    at.run()
    assert len(figure(at, "seeds_strip")["data"][0]["x"]) == 2
    assert "The training runs" in bars(at)[0]
    finish(work_host)
    at.run()
    values = rmse(all_results(work_host), "metrics")
    assert len(values) == 7
    spread, together = seed_spread(values), ensemble(
        work_host.all[0].arguments["settings"], work_host.all[0].arguments["series"], all_results(work_host)
    )  # fmt: skip
    text = text_of(at)
    assert f"**{measured(values.mean())} ± {measured(values.std(ddof=1))}**" in text
    assert f"about {measured(2 * values.std(ddof=1) * math.sqrt(2 / 7))}**" in text
    assert f"test RMSE of **{measured(together.score)}**" in text
    assert f"{int((values < together.score).sum())} of the 7 do better" in text
    drawn = {trace["name"]: trace for trace in figure(at, "seeds_strip")["data"]}
    np.testing.assert_allclose(drawn["single seeds"]["x"], values)
    assert drawn["mean"]["x"][0] == pytest.approx(spread.mean)
    assert drawn["ensemble"]["x"] == [pytest.approx(together.score)]
    assert not bars(at)


def test_a_seed_without_a_number_leaves_the_marks_and_says_so(work_host: WorkHost) -> None:
    at = opened("Seeds")
    at.slider(key="w_seeds_n").set_value(3).run()
    press(at, "seeds_go")
    first, *others = trained(work_host.all[0])
    nan = np.nan
    broken = replace(first, predictions=first.predictions * nan, metrics=dict.fromkeys(first.metrics, nan))
    work_host.end(work_host.all[0], "done", (broken, *others))
    at.run()
    assert not at.exception
    assert {trace["name"] for trace in figure(at, "seeds_strip")["data"]} == {"single seeds"}
    assert "not a number" not in text_of(at)
    assert "1 of 3 trainings ended without a number" in at.info[0].value


def test_more_seeds_train_only_what_is_missing_and_a_reload_finds_them(work_host: WorkHost) -> None:
    at = opened("Seeds")
    at.slider(key="w_seeds_n").set_value(3).run()
    finish_after(press(at, "seeds_go"), work_host)
    at.slider(key="w_seeds_n").set_value(5).run()
    press(at, "seeds_go")
    assert work_host.all[-1].arguments["seeds"] == (3, 4)
    again = opened("Seeds")
    assert len(figure(again, "seeds_strip")["data"][0]["x"]) == 3
    other = opened("Seeds", units="4")
    assert not [c for c in components(other) if "seeds_strip" in c.proto.id]


def finish_after(at: AppTest, host: WorkHost) -> None:
    finish(host)
    at.run()


def test_pause_resume_and_stop_reach_every_piece(work_host: WorkHost) -> None:
    at = press(opened("Seeds"), "seeds_go")
    for job in work_host.all:
        work_host.begin(job, 0.2)
    press(at.run(), "seeds_pause")
    for job in work_host.all:
        work_host.pause(job)
    press(at.run(), "seeds_resume")
    for job in work_host.all:
        work_host.pause(job, False)
    press(at.run(), "seeds_stop")
    assert work_host.commands == ["pause", "pause", "resume", "resume", "stop", "stop"]
    work_host.end(work_host.all[0], "failed", sentence="It could not be done.")
    work_host.end(work_host.all[1], "stopped")
    at.run()
    assert "It could not be done." in [w.value for w in at.warning]
    assert not at.button(key="seeds_go").disabled


def test_a_training_without_a_number_has_no_spread(work_host: WorkHost) -> None:
    at = opened("Seeds")
    at.slider(key="w_seeds_n").set_value(3).run()
    press(at, "seeds_go")
    found = trained(work_host.all[0])
    broken = replace(
        found[1], metrics={**found[1].metrics, "rmse": math.nan}, predictions=found[1].predictions * np.nan
    )
    work_host.end(work_host.all[0], "done", (found[0], broken, found[2]))
    at.run()
    assert any("1 of 3 trainings ended without a number" in info.value for info in at.info)
    assert figure(at, "seeds_strip")["data"][0]["x"][1] is None


def test_classes_are_judged_by_accuracy(work_host: WorkHost) -> None:
    at = opened("Seeds", task="direction")
    assert at.selectbox(key="seeds_metric_classes").value == "accuracy"
    finish_after(press(at, "seeds_go"), work_host)
    assert "Over 10 seeds the test Accuracy is" in text_of(at)
    assert "networks' probabilities names" in text_of(at)


def test_fewer_pairs_than_a_test_needs_cannot_be_chosen(work_host: WorkHost) -> None:
    at = opened("A/B test")
    pairs = at.slider(key="w_ab_n")
    assert pairs.min == FEWEST == 5
    assert "scipy.stats.ttest_ind" in pairs.help
    # Signs alone can be as one-sided as this by chance, from one pair fewer.
    assert f"p = {2 * 0.5 ** (FEWEST - 1):.3g}" in pairs.help
    pairs.set_value(FEWEST).run()
    assert "ab_go" in keys(at)


def ab(host: WorkHost, n: int = 6, **query: str) -> AppTest:
    """A against a GRU, started from n pairs."""
    at = opened("A/B test", **query)
    at.multiselect(key="ab_changes").set_value(["network"]).run()
    at.selectbox(key="ab_value_network").set_value("gru").run()
    at.slider(key="w_ab_n").set_value(n).run()
    return press(at, "ab_go")


def test_a_and_b_take_turns_from_the_same_seeds(work_host: WorkHost) -> None:
    at = ab(work_host)
    told = [(job.arguments["settings"].network.kind, job.arguments["seeds"]) for job in work_host.all]
    assert told == [("lstm", (0, 1, 2, 3, 4)), ("gru", (0, 1, 2, 3, 4)), ("lstm", (5,)), ("gru", (5,))]
    assert "Network LSTM → GRU does not move it" in text_of(at)
    assert at.button(key="ab_go").disabled


def test_the_verdict_waits_for_the_last_pair(work_host: WorkHost) -> None:
    at = ab(work_host)
    for job in work_host.all[:2]:
        work_host.end(job, "done", trained(job))
    at.run()
    assert as_html("**5 of 6 pairs are done.** The verdict comes with the last one") in moving_text(at)
    assert not {"table", "experiments/ab_effect"} & moving(at).keys()
    assert len(figure(at, "ab_differences")["data"]) == 1
    for job in work_host.all[2:]:
        work_host.end(job, "stopped")
    at.run()
    assert "**5 of 6 pairs are done.** Train the rest" in text_of(at)
    press(at, "ab_go")
    assert [job.arguments["seeds"] for job in work_host.all[4:]] == [(5,), (5,)]


def test_a_difference_is_told_with_its_numbers(work_host: WorkHost) -> None:
    at = ab(work_host)
    finish(work_host, {"gru": 5.0})
    at.run()
    a, b = rmse(all_results(work_host, network="lstm")), rmse(all_results(work_host, network="gru"))
    t = ttest_rel(b, a)
    low, high = t.confidence_interval(0.95)
    text = text_of(at)
    assert "**A is better here.** Over 6 paired seeds the mean validation RMSE of B is" in text
    assert f"of B is {measured((b - a).mean())} higher than that of A" in text
    assert f"B − A is {measured(low)} to {measured(high)}" in text
    rows = at.table[0].value
    # A head without words is one that nobody can read aloud.
    assert rows.index.name == "Test"
    assert f"t = {t.statistic:.3g}" in rows.loc["Paired t-test", "Number"]
    assert float(rows.loc["Wilcoxon's signed ranks", "p"]) == pytest.approx(wilcoxon(b, a).pvalue, rel=0.05)
    drawn = {trace["name"]: trace for trace in figure(at, "ab_differences")["data"]}
    np.testing.assert_allclose(drawn["each seed"]["x"], b - a)
    assert drawn["mean, 95 %"]["error_x"]["array"][0] == pytest.approx(high - (b - a).mean())
    on_test = (rmse(all_results(work_host, network=kind), "metrics") for kind in ("lstm", "gru"))
    of_a, of_b = (f"{measured(values.mean())} ± {measured(values.std(ddof=1))}" for values in on_test)
    assert f"**For the report:** on the test part the mean RMSE of A is {of_a} and that of B {of_b}." in text
    assert "Choose by the validation part" in text
    assert "those of A and B from seed 0" in text
    assert "over 40 forecasts 1 step ahead" in text


def test_the_control_trains_a_again_from_other_seeds(work_host: WorkHost) -> None:
    at = ab(work_host)
    finish(work_host)
    press(at.run(), "ab_control_go")
    assert [job.arguments["seeds"] for job in work_host.all[4:]] == [(6, 7, 8, 9, 10), (11,)]
    assert {job.arguments["settings"].network.kind for job in work_host.all[4:]} == {"lstm"}
    finish(work_host)
    at.run()
    values = rmse(all_results(work_host, network="lstm"))
    assert len(values) == 12
    p = ttest_rel(values[6:], values[:6]).pvalue
    told = "**No difference is shown between A and A**" if p >= 0.05 else "**A difference between A and A**"
    assert told in text_of(at)
    assert "these 12 trainings of A come out as a difference in" in text_of(at)


def test_the_same_seeds_and_a_change_without_effect_differ_in_nothing(work_host: WorkHost) -> None:
    at = opened("A/B test")
    at.multiselect(key="ab_changes").set_value(["momentum"]).run()
    press(at, "ab_go")
    finish(work_host)
    at.run()
    assert "**No difference at all.** From each of the 10 seeds" in text_of(at)


def test_what_cannot_be_compared_says_why(work_host: WorkHost) -> None:
    at = opened("A/B test")
    at.number_input(key="ab_value_lr").set_value(0.001).run()
    assert any("A and B are the same" in warning.value for warning in at.warning)
    at.multiselect(key="ab_changes").set_value([]).run()
    assert any("A and B are the same" in warning.value for warning in at.warning)
    assert "ab_go" not in keys(at)
    offered = at.multiselect(key="ab_changes").options
    assert "Horizon" not in offered
    assert "Seed" not in offered


def test_a_reload_finds_the_test_that_runs(work_host: WorkHost) -> None:
    ab(work_host)
    work_host.begin(work_host.all[0], 0.5, trained(work_host.all[0], seeds=3))
    work_host.begin(work_host.all[1], 0.5, trained(work_host.all[1], seeds=2))
    at = opened("A/B test")
    assert at.multiselect(key="ab_changes").value == ["network"]
    assert at.selectbox(key="ab_value_network").value == "gru"
    assert as_html("**2 of 6 pairs are done.**") in moving_text(at)


def test_classes_have_a_verdict_and_no_diebold_mariano(work_host: WorkHost) -> None:
    at = ab(work_host, task="direction")
    finish(work_host)
    at.run()
    assert at.selectbox(key="ab_metric_classes").value == "accuracy"
    assert any("classes have none" in caption.value for caption in at.caption)
    assert "mean validation Accuracy" in text_of(at)


def test_default_settings_are_what_is_trained(work_host: WorkHost) -> None:
    press(opened("Seeds", seed="9"), "seeds_go")
    settings = Settings().change(units=3)
    assert work_host.all[0].arguments["settings"] == settings
    np.testing.assert_array_equal(work_host.all[0].arguments["series"].values, load_series(settings.data).values)
