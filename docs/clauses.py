"""The clauses of the policy that ask something of a siting model, with the piece that answers, a scenario, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from docs import figures as f
from docs.contrasts import (
    Contrast,
    at_least,
    only,
    other,
    with_need,
    with_objective,
    with_rule,
    without,
    without_action,
    without_expansion,
)
from docs.figures import Figure
from siting import constraints, objectives


@dataclass(frozen=True)
class Clause:
    """
    A clause, what it means for a model, where it is asked, and what shows the answer.

    Parameters
    ----------
    number
        The article of the policy.
    words
        What it says, word for word; … where words are left out.
    pieces
        What answers it, as scenarios write it.
    scenario
        File in scenarios/policy, without its ending.
    against
        What the scenario is compared with.
    shows
        The numbers to compare.
    """

    number: str
    words: str
    meaning: str
    pieces: str
    scenario: str
    against: Contrast | None = None
    shows: tuple[Figure, ...] = ()


TODAY = with_rule("what stands today", constraints.Count(at_most=0))

DAYCARE = f.served("daycare", "daycare served")
ELDERS = f.served("eldercare", "day care served")
CLINICS = f.served("clinic", "clinics served")
BEDS = f.served("beds", "beds served")
ALL = f.mean_served()
INSIDE = f.with_service("daycare", "communities with daycare inside", group="urban")
REACHED = f.with_service("daycare", "communities where half are served", group="urban", residents=0.5)

SERVICES = (
    Clause(
        "(三)",
        "根据经济社会发展水平和财政可承受能力",
        "what a level of service costs: a point of the curve",
        "`min_cost`, `hold`",
        "coverage_cost",
        at_least("10 points less", 50),
        (ALL, f.money()),
    ),
    Clause(
        "(三)",
        "推动基本公共服务供给与人口变化相协调",
        "supply follows the population, year by year",
        "`phases`, `growth`",
        "supply_follows_people",
    ),
    Clause(
        "(三)",
        "服务半径合理、规模适度、功能适用",
        "a sensible radius, sizes that are used",
        "`within`, `options`, `min_load`",
        "fitting_size",
        without("min_load"),
        (f.emptiest(), ALL),
    ),
    Clause(
        "(三)",
        "存量公共服务设施统筹利用",
        "what stands is used before anything is built",
        "`action: convert`, `count`",
        "reuse_first",
        without_action("convert").then(without("count")),
        (f.plans("new buildings", "build"), ALL),
    ),
    Clause(
        "(三)",
        "以县域为基本单元…城乡一体化",
        "town and country together",
        "`gap_between_groups`",
        "town_country",
        without("gap_between_groups"),
        (f.widest_gap("zone"), ALL),
    ),
    Clause(
        "(三)",
        "面向艰苦边远地区农村提供形式灵活的基本公共服务",
        "visiting services where no site pays",
        "`action: mobile`, `mobile`",
        "mobile",
        without_action("mobile"),
        (f.served("clinic", "served in villages", zone="village"), f.yearly()),
    ),
    Clause(
        "(三)",
        "优先以政府购买服务方式提供",
        "places may be bought by the year",
        "`action: buy`",
        "buy",
        without_action("buy"),
        (DAYCARE, f.money(), f.yearly()),
    ),
    Clause(
        "(四)",
        "基本公共服务调整为常住地提供",
        "need is that of residents",
        "`population`",
        "base",
        TODAY,
        (DAYCARE, ELDERS, CLINICS),
    ),
    Clause(
        "(四)",
        '人口集中流入大城市"一城一策"',
        "a city sets its own standards",
        "`extends`, `within`, `demand`",
        "own_standards",
        other("base"),
        (f.need("daycare", "places needed"), DAYCARE, CLINICS),
    ),
    Clause(
        "(四)",
        "加大保障性住房供给",
        "planned housing brings people",
        "`population`, several sources",
        "housing",
        other("base"),
        (f.need("clinic", "residents"), f.need("daycare", "places needed"), ALL),
    ),
    Clause(
        "(五)",
        "主要依据学生规模分配",
        "need is counted by children",
        "`demand: {per_1000, of}`",
        "by_children",
        with_need("by residents", "daycare", per_1000=4.5, of="residents"),
        (f.need("daycare", "places needed"), f.served("daycare", "children under three served", people="age_0_2")),
    ),
)

HEALTH = (
    Clause(
        "(六)",
        "优质医疗资源扩容下沉和区域均衡布局",
        "a floor in every district",
        "`cover` with `group`",
        "balance",
        without("cover"),
        (f.worst("district", "clinics in the worst district", services=["clinic"]), ALL),
    ),
    Clause(
        "(六)",
        "紧密型县域医共体",
        "each station has its hub",
        "`referral`, `stations_per_hub`",
        "referral",
        without("referral"),
        (f.capacity("new centres hold", service="centre"), CLINICS, f.served("centre", "centres served")),
    ),
    Clause(
        "(六)",
        '推广"分布式检查、集中式诊断"',
        "small stations; hubs with room for what they send",
        "`referral` with `share`",
        "central_diagnosis",
        without("referral"),
        (CLINICS, f.served("centre", "centres served")),
    ),
    Clause(
        "(六)",
        "推动城市医疗资源向县级医院和城乡基层下沉",
        "what stands may grow",
        "`expand`",
        "upgrade",
        without_expansion(),
        (f.plans("clinics that grow", "expand"), CLINICS),
    ),
)

OLD_AND_YOUNG = (
    Clause(
        "(七)",
        '多渠道扩大"一老一小"服务低成本本地设施供给',
        "cheap sites: what is served against what it costs",
        "`weighted`",
        "low_cost",
        other("base"),
        (f.price_of_a_point(), ALL, f.money()),
    ),
    Clause(
        "(七)",
        "新建养老机构护理型床位占比原则上不低于80%",
        "the mix of new beds",
        "`share_of_capacity`",
        "nursing_beds",
        without("share_of_capacity"),
        (f.of_sort("nursing beds of new ones", "nursing_beds"), f.money()),
    ),
    Clause(
        "(七)",
        "护理型床位占比原则上不低于80%",
        "“in principle”: what is short has a price",
        "`share_of_capacity` with `price`",
        "nursing_beds_priced",
        other("nursing_beds"),
        (f.of_sort("nursing beds of new ones", "nursing_beds"), f.short("beds short", "share_of_capacity"), f.money()),
    ),
    Clause(
        "(七)",
        "以失能老年人照护为重点",
        "the frail weigh more",
        "`bands` summed, `weighted`",
        "frail_first",
        other("base"),
        (f.served("eldercare", "over 80 served", people="age_80_plus"), CLINICS),
    ),
    Clause(
        "(七)",
        "普惠养老服务增量资源向社区倾斜",
        "new money at the level of communities",
        "`share_of_capacity` of capital",
        "community_money",
        without("share_of_capacity"),
        (f.of_sort("money in communities", "level", measure="capital", like="community"), BEDS, ELDERS),
    ),
    Clause(
        "(七)",
        "积极发展家庭养老床位",
        "beds at home, paid by the year",
        "`action: home`",
        "home_beds",
        without_action("home"),
        (ELDERS, f.money(), f.yearly()),
    ),
    Clause(
        "(七)",
        "积极发展农村互助性养老服务…优先满足孤寡、残障失能、高龄留守和低保家庭老年人照护需求",
        "rooms in villages; the frail before others",
        "`services`, `lexicographic`",
        "rural_care",
        with_objective("the same for all", objectives.MaxCoverage()),
        (f.served("frail_care", "over 80 served"), f.served("mutual_care", "over 60 served")),
    ),
    Clause(
        "(七)",
        "多渠道增加公建托位供给",
        "a least share of public places",
        "`share_of_capacity`",
        "public_places",
        without("share_of_capacity"),
        (f.of_sort("public of new places", "public"), DAYCARE),
    ),
    Clause(
        "(七)",
        "大力发展社区嵌入式托育和家庭托育点,支持有条件的幼儿园延伸发展托育服务",
        "four ways to daycare, each with sizes and prices",
        "`candidates`, `attributes`",
        "daycare",
        only("kindergartens alone", "kindergartens"),
        (f.capacity("new places"), DAYCARE, f.money()),
    ),
    Clause(
        "(七)",
        "嵌入式普惠托育覆盖80%以上社区",
        "count communities: a site inside",
        "`communities_with`, `inside`",
        "daycare_inside",
        without("communities_with"),
        (INSIDE, REACHED, DAYCARE),
    ),
    Clause(
        "(七)",
        "覆盖80%以上社区",
        "count communities: half of the need is served",
        "`communities_with`, `reached`",
        "daycare_reached",
        without("communities_with"),
        (REACHED, INSIDE, DAYCARE),
    ),
    Clause("(七)", "用10年左右时间", "the same with milestones", "`communities_with`, `milestones`", "daycare_80"),
    Clause(
        "(七)",
        "推动普惠托育纳入企事业单位职工福利体系",
        "employers' daycare, open in part",
        "`candidates`, `capacity` by column",
        "employers",
        other("buy"),
        (DAYCARE, f.yearly()),
    ),
    Clause(
        "(七)",
        "价格可承受、运营可持续",
        "what can be run year after year",
        "`budget` of operating, `min_load`",
        "sustainable",
        other("base"),
        (f.yearly(), f.emptiest(), ALL),
    ),
)

COMMUNITY = (
    Clause(
        "(八)",
        "服务设施复合利用…一站式便民服务",
        "several services share a building",
        "`together`",
        "one_stop",
        with_rule("a building for each", constraints.OnePlanPerSite(across_services=True)),
        (f.shared(), f.money()),
    ),
    Clause(
        "(八)",
        "支持养老、托育、家政、助餐、助残等普惠社会服务进社区",
        "more services are more entries",
        "`services`",
        "more_services",
        TODAY,
        (ELDERS, f.served("meals", "meals served"), f.shared()),
    ),
    Clause(
        "(八)",
        "租赁普通住宅设置服务网点",
        "any flat may be rented",
        "`kind: raster`, `one_per`, `action: rent`",
        "flats",
        without_action("rent"),
        (DAYCARE, f.money(), f.yearly()),
    ),
    Clause(
        "(十)",
        "落实儿童优先原则",
        "children first, then elders, then cost",
        "`lexicographic`",
        "children_first",
        other("base"),
        (DAYCARE, ELDERS, CLINICS, f.money()),
    ),
    Clause(
        "(十)",
        "全面推进城乡公共空间适儿化、适老化和无障碍改造",
        "the pace of a wheelchair",
        "`travel` of a service",
        "slow_walk",
        other("base"),
        (ELDERS, f.capacity("new day care", service="eldercare")),
    ),
    Clause(
        "(十)",
        "留守儿童、困境儿童",
        "a floor where the vulnerable live",
        "`cover` with `group`",
        "vulnerable",
        without("cover"),
        (f.worst("left_behind", "worst of these villages"), DAYCARE),
    ),
)

MEANS = (
    Clause(
        "五",
        "尽力而为、量力而行",
        "the most within the means",
        "`max_coverage`, `budget`",
        "within_means",
        other("base"),
        (f.money(), ALL),
    ),
    Clause(
        "五",
        "发挥财政转移支付促进基本公共服务均等化作用",
        "districts' budgets, and transfers between them",
        "`budget` with `transfers`",
        "transfers",
    ),
    Clause(
        "五",
        "各级政府民生实事清单",
        "each year its list of projects",
        "`budget` by phase",
        "yearly_list",
    ),
    Clause(
        "五",
        "加强重大民生政策跨部门统筹协调",
        "departments apart, against one plan",
        "`budget` with `by_service`",
        "departments",
        other("base"),
        (ALL, f.shared(), DAYCARE),
    ),
    Clause(
        "五",
        "注重从社会公平角度评估",
        "the worst served first",
        "`max_min_coverage`",
        "fairness",
        other("base"),
        (f.worst("street", "worst sub-district, any service"), ALL),
    ),
    Clause(
        "五",
        "科学评价民生政策实施效果",
        "a plan drawn by hand is evaluated",
        "`fixed`, `count`",
        "by_hand",
        other("base"),
        (ALL, f.money()),
    ),
    Clause(
        "五",
        '对全国层面的预期性民生指标,不搞层层分解和"一刀切"考核',
        "targets are soft: what is short is told",
        "`price`",
        "soft_targets",
        without("communities_with", "cover"),
        (
            f.worst("street", "worst sub-district"),
            REACHED,
            DAYCARE,
            f.short("communities short", "communities_with"),
            f.short("places short", "cover"),
        ),
    ),
    Clause("-", "(several futures)", "a plan that is good in each of them", "`projections`, `min_regret`", "futures"),
)

CLAUSES = (*SERVICES, *HEALTH, *OLD_AND_YOUNG, *COMMUNITY, *MEANS)
