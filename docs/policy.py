"""
docs/policy.md: the clauses of the policy that ask something of a siting model, with the piece that answers, a scenario, and what came out.

    python -m docs.policy        runs every scenario of scenarios/policy (a few minutes) and writes the page
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import siting

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "policy.md"
FOLDER = ROOT / "scenarios" / "policy"


@dataclass(frozen=True)
class Clause:
    """
    A clause, what it means for a model, and where it is asked.

    Parameters
    ----------
    number
        The article of the policy.
    pieces
        What answers it, as scenarios write it.
    scenario
        File in scenarios/policy, without its ending.
    """

    number: str
    words: str
    meaning: str
    pieces: str
    scenario: str


CLAUSES = (
    Clause("(三)", "推动基本公共服务供给与人口变化相协调", "supply follows the population, year by year", "`phases`, `growth`", "supply_follows_people"),
    Clause("(三)", "服务半径合理、规模适度、功能适用", "a sensible radius, sizes that are used", "`within`, `options`, `min_load`", "fitting_size"),
    Clause("(三)", "存量公共服务设施统筹利用", "what stands is used before anything is built", "`action: convert`, `count`", "reuse_first"),
    Clause("(三)", "以县域为基本单元…城乡一体化", "town and country together", "`gap_between_groups`", "town_country"),
    Clause("(三)", "面向艰苦边远地区农村提供形式灵活的基本公共服务", "visiting services where no site pays", "`action: mobile`, `mobile`", "mobile"),
    Clause("(三)", "优先以政府购买服务方式提供", "places may be bought by the year", "`action: buy`", "buy"),
    Clause("(四)", "基本公共服务调整为常住地提供", "need is that of residents", "`population`", "base"),
    Clause("(四)", "加大保障性住房供给", "planned housing brings people", "`population`, several sources", "housing"),
    Clause("(六)", "优质医疗资源扩容下沉和区域均衡布局", "a floor in every district", "`cover` with `group`", "balance"),
    Clause("(六)", "紧密型县域医共体", "each station has its hub", "`referral`", "referral"),
    Clause("(六)", "推动城市医疗资源向县级医院和城乡基层下沉", "what stands may grow", "`expand`", "upgrade"),
    Clause("(七)", "新建养老机构护理型床位占比原则上不低于80%", "the mix of new beds", "`share_of_capacity`", "nursing_beds"),
    Clause("(七)", "以失能老年人照护为重点", "the frail weigh more", "`priority`, `demand`", "frail_first"),
    Clause("(七)", "普惠养老服务增量资源向社区倾斜", "new money at the level of communities", "`share_of_capacity` of capital", "community_money"),
    Clause("(七)", "积极发展家庭养老床位", "beds at home, paid by the year", "`action: home`", "home_beds"),
    Clause("(七)", "多渠道增加公建托位供给", "a least share of public places", "`share_of_capacity`", "public_places"),
    Clause("(七)", "嵌入式普惠托育覆盖80%以上社区", "count communities, with milestones", "`communities_with`", "daycare_80"),
    Clause("(七)", "价格可承受、运营可持续", "what can be run year after year", "`budget` of operating, `min_load`", "sustainable"),
    Clause("(八)", "服务设施复合利用…一站式便民服务", "several services share a building", "`together`", "one_stop"),
    Clause("(八)", "支持养老、托育、助餐等普惠社会服务进社区", "more services are more entries", "`services`", "more_services"),
    Clause("(八)", "租赁普通住宅设置服务网点", "any flat may be rented", "`kind: raster`, `one_per`, `action: rent`", "flats"),
    Clause("(十)", "落实儿童优先原则", "children first, then elders, then cost", "`lexicographic`", "children_first"),
    Clause("五", "尽力而为、量力而行", "the most within the means", "`max_coverage`, `budget`", "within_means"),
    Clause("五", "发挥财政转移支付促进基本公共服务均等化作用", "districts' budgets, and transfers between them", "`budget` with `transfers`", "transfers"),
    Clause("五", "各级政府民生实事清单", "each year its list of projects", "`budget` by phase", "yearly_list"),
    Clause("五", "注重从社会公平角度评估", "the worst served first", "`max_min_coverage`", "fairness"),
    Clause("五", "对全国层面的预期性民生指标,不搞层层分解和“一刀切”", "targets are soft: what is short is told and priced", "`price`", "soft_targets"),
    Clause("-", "(several futures)", "a plan that is good in each of them", "`projections`, `min_regret`", "futures"),
)


def page() -> Iterator[str]:
    """The page, line by line; runs every scenario."""
    yield "# The policy, clause by clause"
    yield ""
    yield "<!-- written by docs/policy.py, which runs the scenarios; do not edit -->"
    yield ""
    yield (
        "The clauses are those of 《关于进一步保障和改善民生 着力解决群众急难愁盼的意见》 (2025-03-02) that ask something of a siting model. Each has a scenario in "
        "[scenarios/policy](../scenarios/policy), on four sub-districts of the synthetic demo city: the answers show how the piece works, and nothing "
        "about Yinchuan. National targets are never hard unless a scenario makes them so."
    )
    yield ""
    yield "| clause | asks for | piece | scenario | what came out |"
    yield "|---|---|---|---|---|"
    for clause in CLAUSES:
        scenario = f"[{clause.scenario}](../scenarios/policy/{clause.scenario}.yaml)"
        yield f"| {clause.number} {clause.words} | {clause.meaning} | {clause.pieces} | {scenario} | {answer(clause.scenario)} |"


def answer(name: str) -> str:
    """What a scenario's plan achieves, in a cell of a table."""
    plan = siting.solve(FOLDER / f"{name}.yaml")
    lines = [line.strip() for line in str(plan).splitlines()]
    return "; ".join([lines[0].split(": ", 1)[1].split(" (")[0], *lines[1:]])


if __name__ == "__main__":
    PAGE.write_text("\n".join(page()) + "\n", encoding="utf-8")
