"""The runs that come with the package."""

import pytest

import lstm_core as lab
from lstm_core.runs.shipped import FILES, SHIPPED


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_run_is_what_its_entry_says(name: str) -> None:
    settings, kept = SHIPPED[FILES[name]]
    run = lab.shipped_run(name)
    assert run.settings == settings
    assert tuple(run.snapshots) == kept


def test_every_shipped_run_has_a_name() -> None:
    assert set(FILES.values()) == set(SHIPPED)


def test_another_name_is_told() -> None:
    with pytest.raises(lab.DataError, match="sine, counter"):
        lab.shipped_run("cosine")
