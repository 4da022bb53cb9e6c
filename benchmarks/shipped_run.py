"""Train the run that the app ships with, from the default settings, and write it to `sample_data/`.

Only some epochs keep their weights: enough to watch the network learn, small enough to ship.
"""

from dataclasses import replace
from pathlib import Path

import lstm_core as lab
from lstm_core.trainer import use_one_thread

KEPT_EPOCHS = (0, 1, 2, 5, 10, 20, 50)


def main() -> None:
    use_one_thread()
    settings = lab.Settings()
    run = lab.train(settings, lab.load_series(settings.data))
    path = Path(__file__).parents[1] / "sample_data" / "shipped.lstmlab"
    lab.save_run(replace(run, snapshots={epoch: run.snapshots[epoch] for epoch in KEPT_EPOCHS}), path)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB, test {lab.evaluate(run).metrics['test']}")


if __name__ == "__main__":
    main()
