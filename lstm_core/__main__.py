"""``python -m lstm_core``: the versions that a report of something wrong should name."""

import platform
from importlib.metadata import PackageNotFoundError, version

from lstm_core import __version__

_PACKAGES = ("keras", "tensorflow", "numpy", "pandas", "statsmodels", "scikit-learn", "optuna", "streamlit", "plotly")


def main() -> None:
    """Print one line for each."""
    print(f"LSTM Lab {__version__}")
    print(f"Python {platform.python_version()}, {platform.platform()}")
    for name in _PACKAGES:
        try:
            print(name, version(name))
        except PackageNotFoundError:
            print(name, "is not installed")


if __name__ == "__main__":
    main()
