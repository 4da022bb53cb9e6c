"""Settings: bounds, sentences, and the round trip through the URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_core.settings import Settings, SettingsError, Spec, specs


def values_of(spec: Spec) -> st.SearchStrategy:
    if spec.options:
        return st.sampled_from(spec.options)
    if spec.kind is int:
        return st.integers(int(spec.low), int(spec.high))
    if spec.kind is float:
        return st.floats(spec.low, spec.high)
    if spec.kind is tuple:
        return st.lists(st.text(max_size=20), max_size=5).map(tuple)
    return st.text(max_size=20)


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    chosen = draw(st.sets(st.sampled_from(sorted(specs())), max_size=8))
    settings = Settings()
    for key in chosen:
        try:
            settings = settings.change(**{key: draw(values_of(specs()[key]))})
        except SettingsError:
            continue  # two settings that exclude each other
    return settings


# On a busy machine the first draws, which build the pydantic models, count as slow.
@given(any_settings())
def test_query_round_trip(settings: Settings) -> None:
    assert Settings.from_query(settings.to_query()) == settings


@given(st.dictionaries(st.sampled_from([*specs(), "nonsense"]), st.text(max_size=30), max_size=5))
def test_any_query_gives_settings_and_sentences(query: dict[str, str]) -> None:
    settings, problems = Settings.repair_query(query)
    assert Settings.from_query(settings.to_query()) == settings
    assert all(problem.endswith(".") for problem in problems)


def test_defaults_are_the_articles_example() -> None:
    s = Settings()
    assert (s.data.series, s.data.length, s.data.noise, s.preparation.window) == ("sine", 200, 0.1, 10)
    assert (s.network.units, s.network.layers, s.network.activation) == (50, 1, "tanh")
    assert (s.training.batch_size, s.training.epochs, s.training.optimizer) == (32, 50, "adam")
    assert (s.training.learning_rate, s.training.loss) == (1e-3, "mse")
    assert s.to_query() == {}


def test_only_differences_travel() -> None:
    assert Settings().change(units=64, lr=0.01).to_query() == {"units": "64", "lr": "0.01"}


def test_every_bad_value_is_named_with_its_bound() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_query({"units": "9999", "lr": "abc", "transform": "log", "nonsense": "1", "epochs": "5.5"})
    text = str(caught.value)
    for part in ("units=9999", "from 1 to 256", "lr=abc", "transform=log", "seasonal", "'nonsense'", "epochs=5.5"):
        assert part in text
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize("value", [None, {}, float("nan"), '"abc"', '{"a":1}', "[1]", "[["])
def test_a_value_of_another_type_is_named(value: object) -> None:
    for key in ("units", "features"):
        with pytest.raises(SettingsError, match=key):
            Settings.from_query({key: value})  # type: ignore[dict-item]


def test_two_settings_that_exclude_each_other_are_both_named() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_query({"train": "0.9", "validation": "0.5"})
    assert [p.split(";")[0] for p in caught.value.problems] == [
        "Train=0.9 and validation=0.16 make 1.06", "Train=0.64 and validation=0.5 make 1.14"
    ]  # fmt: skip


def test_a_bad_value_leaves_the_rest_alone() -> None:
    settings, problems = Settings.repair_query({"units": "0", "window": "24"})
    assert settings == Settings().change(window=24)
    assert len(problems) == 1


def test_order_in_the_query_does_not_matter() -> None:
    """train=0.3 is only possible once validation is small enough, wherever it stands."""
    wanted = Settings().change(validation=0.05, train=0.9)
    assert Settings.from_query({"train": "0.9", "validation": "0.05"}) == wanted
    assert Settings.from_query({"validation": "0.05", "train": "0.9"}) == wanted


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"train": 0.9}, "leave at least 0.05"),
        ({"horizon": 0, "transform": "relative"}, "transform 'level'"),
        ({"units": float("nan")}, "units=nan"),
        ({"unitz": 3}, "'unitz'"),
    ],
)
def test_impossible_settings_are_refused(values: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings().change(**values)


def test_the_constructor_speaks_the_same_language() -> None:
    with pytest.raises(SettingsError, match="units=0 is out of bounds"):
        Settings(network={"units": 0})
    with pytest.raises(SettingsError, match=r"There is no setting 'network\.bogus'"):
        Settings(network={"bogus": 0})
    with pytest.raises(SettingsError, match="Network cannot be used"):
        Settings(network=None)


def test_every_setting_can_be_drawn_and_explained() -> None:
    for spec in specs().values():
        assert spec.label
        assert spec.help.endswith(".")
        assert spec.options or spec.kind in (str, tuple) or (spec.low is not None and spec.high is not None)


def test_what_a_change_leaves_alone_is_shared() -> None:
    before = Settings().change(noise=0.3)
    after = before.change(units=7)
    assert after == Settings().change(units=7, noise=0.3)
    parts = ("data", "preparation", "network", "training")
    assert [part for part in parts if getattr(after, part) is not getattr(before, part)] == ["network"]


def test_equal_parts_of_two_learners_settings_are_one_object() -> None:
    mine, yours = Settings().change(units=7, noise=0.3), Settings().change(units=7).change(noise=0.2)
    assert mine.network is yours.network
    assert mine.training is yours.training
    assert mine.data is not yours.data
