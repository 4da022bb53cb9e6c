"""Files of kinds that schools, offices and markets write, with names and marks of their own."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.series import Table, read_csv, read_table
from lstm_core.settings import DataSettings

V = np.round(40 + 8 * np.sin(np.arange(480) / 24) + np.random.default_rng(0).normal(0, 1, 480), 2)
DAYS = pd.date_range("2015-01-01", periods=200)


def table(header: str, rows: list[str], encoding: str = "utf-8") -> Table:
    return read_table("\n".join([header, *rows]).encode(encoding), DataSettings())


@pytest.mark.parametrize(("parts", "name"), [(48, "SETTLEMENT_PERIOD"), (96, "Viertelstunde"), (48, "sp")])
@pytest.mark.parametrize("first", [0, 1])
def test_counted_parts_of_a_day_are_times(parts, name, first):
    stamps = pd.date_range("2023-05-01", periods=480, freq=pd.Timedelta(days=1) / parts)
    rows = [f"{t:%d-%b-%Y},{k % parts + first},{v * 700:.0f}" for k, (t, v) in enumerate(zip(stamps, V, strict=True))]
    found = table(f"DAY,{name},ND", rows)
    assert list(found.stamps) == list(stamps)
    assert (found.target, found.questions) == ("ND", ())


def test_hours_of_the_day_alone_are_hours():
    stamps = pd.DatetimeIndex([day + pd.Timedelta(hours=hour) for day in DAYS[:30] for hour in range(6, 19)])
    rows = [f"{t:%Y-%m-%d},{t.hour},{v}" for t, v in zip(stamps, V, strict=False)]
    found = table("date,HH,load", rows)
    assert list(found.stamps) == list(stamps)
    assert [issue.kind for issue in found.issues] == ["gaps"]


def test_shops_that_are_counted_are_no_times():
    rows = [f"{day:%Y-%m-%d},{shop},{v + shop:.2f}" for day, v in zip(DAYS[:10], V, strict=False)
            for shop in range(1, 49)]  # fmt: skip
    assert [q.kind for q in table("day,shop number,sold", rows).questions] == ["several_series"]


@pytest.mark.parametrize("months", [
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
])  # fmt: skip
def test_northern_years_and_months(months):
    names = months.split()
    rows = [f"{2005 + k // 12};{names[k % 12]};{900 + k * 13:,}".replace(",", "\u00a0") for k in range(90)]
    found = table("År;Månad;Omsättning tkr", rows, "cp1252")
    assert list(found.stamps) == list(pd.date_range("2005-01-01", periods=90, freq="MS"))
    assert found.numbers[found.target].tolist() == [900 + k * 13 for k in range(90)]


def test_years_of_another_calendar_are_doubted():
    rows = [f"{d.day:02}/{d.month:02}/{d.year + 543},{v}" for d, v in zip(DAYS, V, strict=False)]
    assert [issue.kind for issue in table("Date,Rain", rows).issues] == ["far_years"]


def test_rings_of_trees_are_years():
    rows = [f"{1000 + k},{v}" for k, v in enumerate(np.tile(V, 3)[:980])]
    assert table("year,width", rows).issues == ()


def test_a_minus_behind_a_number_is_one():
    values = np.round((V[:200] - 40) * 100, 2)
    rows = [f"{d:%d.%m.%Y}\t{abs(v):,.2f}{'-' if v < 0 else ''}" for d, v in zip(DAYS, values, strict=True)]
    found = table("Buchungsdatum\tBetrag", rows)
    np.testing.assert_allclose(found.numbers["Betrag"], values)
    assert found.issues == ()
    assert read_csv(b"a,b\n1,1\n2,--3-\n3,4\n4,7\n5,6", target="b").findings[0].kind == "missing"


def test_a_heart_rate_is_no_hour():
    rows = [f"{1_650_000_000 + k},{k % 24},{60 + k * 7 % 41}" for k in range(200)]
    assert table("timestamp,hour,hr", rows).target == "hr"
    rows = [f"{t:%Y-%m-%d %H:%M:%S},{101 + k % 58}" for k, t in enumerate(pd.date_range("2021", periods=200, freq="s"))]
    assert table("timestamp,hr", rows).target == "hr"


def test_years_months_and_days_by_their_signs():
    rows = [f"{d.year}年{d.month}月{d.day}日,{v}" for d, v in zip(DAYS, V, strict=False)]
    assert list(table("日期,数值", rows).stamps) == list(DAYS)


def test_hours_as_periods_beside_the_parts_of_a_date_are_asked():
    stamps = pd.date_range("2022-03-01", periods=400, freq="h")
    rows = [f"{t.year};{t.month};{t.day};{t.hour + 1};{v}" for t, v in zip(stamps, V, strict=False)]
    found = table("ano;mes;dia;periodo;precio", rows)
    assert list(found.stamps) == list(stamps + pd.Timedelta(hours=1))
    assert [q.kind for q in found.questions] == ["hours"]


def test_of_one_country_its_name_is_no_class():
    rows = [f"{code},Europe,{name},{d:%Y-%m-%d},{v}" for code, name in (("DEU", "Germany"), ("ITA", "Italy"))
            for d, v in zip(DAYS[:90], V, strict=False)]  # fmt: skip
    found = table("iso_code,continent,location,date,cases", rows)
    assert found.targets == ("cases",)
    assert [issue.sentence[:38] for issue in found.issues if "location" in issue.sentence] == [
        "'location' holds text, for example 'Ge"
    ]


@pytest.mark.parametrize("name", ["DayOfWeek", "day_of_week", "Wochentag", "weekday"])
def test_the_day_of_the_week_is_not_the_target(name):
    rows = [f"{d.day_of_week + 1},{d:%Y-%m-%d},{v}" for d, v in zip(DAYS, V, strict=False)]
    assert table(f"{name},Date,Sales", rows).target == "Sales"


def test_counted_days_along_the_columns_are_steps():
    random = np.random.default_rng(3)
    for days in (120, 600):
        sold = random.poisson(3, (30, days))
        rows = [f"FOODS_{r},CA_1," + ",".join(map(str, row)) for r, row in enumerate(sold)]
        found = table("item_id,store_id," + ",".join(f"d_{k + 1}" for k in range(days)), rows)
        assert [q.kind for q in found.questions] == ["turn"]
        assert found.rows == days
        assert found.numbers["FOODS_4"].tolist() == sold[4].tolist()


def test_a_turned_table_asks_about_its_decimal_mark():
    rows = [f"C{r};" + ";".join(f"{V[k + r] * 10:.3f}" for k in range(45)) for r in range(12)]
    found = table("Country;" + ";".join(map(str, range(1980, 2025))), rows)
    assert [q.kind for q in found.questions] == ["turn", "ambiguous_decimal"]
    point = read_table("\n".join(["Country;" + ";".join(map(str, range(1980, 2025))), *rows]).encode(),
                       DataSettings(decimal="point"))  # fmt: skip
    np.testing.assert_allclose(point.numbers["C3"], np.round(V[3:48] * 10, 3))
