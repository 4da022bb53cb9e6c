"""What pyproject.toml cannot say: in an installed copy the screen stands in one package, beside the core.

`app.py`, `pages/` and `ui/` become lstm_lab, so that no folder with a common name lies among other people's packages.
Streamlit finds `ui` there as it does here: beside the script that it runs.
"""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """This folder is the package lstm_lab, all but this file."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Package, module and file of every module in a folder."""
        return [found for found in super().find_package_modules(package, package_dir) if found[1] != "setup"]


setup(
    cmdclass={"build_py": Build},
    packages=[
        *find_packages(include=["lstm_core", "lstm_core.*"]),
        "lstm_lab",
        "lstm_lab.pages",
        *(f"lstm_lab.{name}" for name in find_packages(include=["ui", "ui.*"])),
    ],
    package_dir={"lstm_core": "lstm_core", "lstm_lab": "."},
    package_data={
        "lstm_core": ["py.typed", "sample_data/*"],
        "lstm_lab": [".streamlit/config.toml"],
        "lstm_lab.ui": ["*.svg", "components/**/*", "script/*", "styles/**/*", "text/**/*"],
    },
)
