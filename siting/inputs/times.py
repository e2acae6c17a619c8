"""When a plan may begin: one plan for each phase in which it could."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from siting.scenario.future import ALWAYS, NEVER


def in_time(
    plan: pd.DataFrame, opens: Sequence[int] | int | None, phases: Sequence[int], *, closes: int | None = None, follows: bool = False
) -> pd.DataFrame:
    """
    A plan once for each year in which it may open, with `opens`, `closes` and `follows`.

    Parameters
    ----------
    opens
        The years allowed; every phase where None.
    phases
        The years to plan for; where there are none, the plan is one of today.
    closes
        The year in which it ends; never where None.
    follows
        Whether it takes the place of what stands there in the phase before, if there is one.
    """
    years = [opens] if isinstance(opens, int) else list(opens or phases or [ALWAYS])
    end = NEVER if closes is None else closes
    timed = [plan.assign(opens=year, closes=end, follows=follows and bool(phases)) for year in years if year < end]
    return pd.concat(timed, ignore_index=True) if timed else plan.iloc[:0].assign(opens=ALWAYS, closes=NEVER, follows=False)
