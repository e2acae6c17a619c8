"""An instance as Parquet files, one a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from siting.errors import InputError
from siting.instance.instance import Instance
from siting.instance.tables import TABLES


def save(instance: Instance, folder: str | Path) -> None:
    """Write ``demand.parquet``, ``options.parquet``, ``reach.parquet`` and ``near.parquet`` into `folder`, made where absent."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        getattr(instance, name).to_parquet(folder / f"{name}.parquet", index=False)


def load(folder: str | Path) -> Instance:
    """
    Read what `save` wrote.

    Raises
    ------
    InputError
        Where one of the files is not there.
    InstanceError
        Where they do not fit together.
    """
    folder = Path(folder)
    if missing := [f"{name}.parquet" for name in TABLES if not (folder / f"{name}.parquet").is_file()]:
        raise InputError(
            "{folder}: {missing} not found; an instance is stored as one Parquet file for each table",
            folder=folder,
            missing=", ".join(missing),
        )
    return Instance(*(pd.read_parquet(folder / f"{name}.parquet") for name in TABLES))
