"""Train the runs that the app ships with (`lstm_core.runs.shipped`), and write them to `sample_data/`.

Only some epochs keep their weights: enough to watch the network learn, small enough to ship.
"""

from dataclasses import replace

import lstm_core as lab
from lstm_core.runs.shipped import SHIPPED
from lstm_core.series.samples import FOLDER
from lstm_core.training.trainer import use_one_thread


def main() -> None:
    use_one_thread()
    for name, (settings, kept) in SHIPPED.items():
        run = lab.train(settings, lab.load_series(settings.data))
        path = FOLDER / name
        lab.save_run(replace(run, snapshots={epoch: run.snapshots[epoch] for epoch in kept}), path)
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB, test {lab.evaluate(run).metrics['test']}")


if __name__ == "__main__":
    main()
