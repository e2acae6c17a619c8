"""Where things lie: the hand-made sketch of the city, in kilometres east (u) and north (v) of its centre.

Drawn from general knowledge of the place and the district seats only (moved from GCJ-02, some 390 m), never from a boundary file.
The lattice in `frame` bends all of it into place, so u and v are streets rather than true east and north.
"""

from __future__ import annotations

from typing import NamedTuple

Range = tuple[float, float]
Path = tuple[tuple[float, float], ...]


class District(NamedTuple):
    """A district: its census residents [people] and an invented outline [km]."""

    name: str
    name_en: str
    code: str
    residents: int
    outline: Path


class Line(NamedTuple):
    """A street, railway or canal along one line of the lattice, at `at` [km], running over `over` [km]."""

    name: str
    kind: str
    at: float
    over: Range


class Centre(NamedTuple):
    """A part of town: centre and half-widths [km], people per hectare at its heart, and how old its estates are (0 new .. 1 old)."""

    u: float
    v: float
    half_u: float
    half_v: float
    peak: float
    age: float


class Lake(NamedTuple):
    """A lake or a park round a lake: centre and half-widths [km]."""

    name: str
    u: float
    v: float
    half_u: float
    half_v: float


class Zone(NamedTuple):
    """A rectangle of blocks with a use of its own, as ranges of u and v [km]."""

    name: str
    u: Range
    v: Range


RAIL, CANAL = -5.5, 2.6

# Residents: Yinchuan's seventh census bulletin (No. 2), 2021-06-02.
DISTRICTS = (
    District(
        "兴庆区",
        "Xingqing",
        "640104",
        808_282,
        (
            (CANAL, -11.4),
            (9.5, -11.4),
            (9.7, -12.4),
            (16.5, -12.4),
            (16.8, -11.2),
            (21.0, -10.6),
            (23.2, -7.2),
            (26.4, -6.2),
            (27.2, -3.2),
            (29.4, -2.2),
            (30.4, 3.4),
            (28.8, 4.2),
            (29.4, 9.8),
            (27.2, 10.2),
            (26.2, 13.0),
            (22.4, 13.2),
            (22.0, 11.2),
            (15.5, 10.8),
            (15.1, 9.6),
            (6.5, 9.6),
            (6.3, 8.6),
            (CANAL, 8.6),
        ),
    ),
    District(
        "西夏区",
        "Xixia",
        "640105",
        449_559,
        (
            (RAIL, -12.6),
            (-9.6, -12.6),
            (-9.9, -13.6),
            (-13.4, -13.2),
            (-13.8, -10.0),
            (-17.0, -9.4),
            (-17.4, -4.8),
            (-18.6, -4.4),
            (-18.9, 3.0),
            (-20.3, 3.4),
            (-20.8, 8.4),
            (-22.4, 8.8),
            (-22.2, 13.6),
            (-17.0, 14.0),
            (-16.6, 15.2),
            (-12.8, 15.0),
            (-12.4, 12.4),
            (-9.0, 12.6),
            (-8.8, 11.4),
            (RAIL, 11.4),
        ),
    ),
    District(
        "金凤区",
        "Jinfeng",
        "640106",
        643_952,
        (
            (RAIL, -14.0),
            (-2.6, -14.2),
            (-2.4, -13.2),
            (CANAL, -12.8),
            (CANAL, 11.2),
            (0.4, 11.4),
            (0.2, 13.4),
            (-3.0, 13.2),
            (-3.2, 14.2),
            (RAIL, 14.0),
        ),
    ),
)

# Streets along lines of equal u (north-south) and of equal v (east-west).
NORTH_SOUTH = (
    Line("同心街", "road", -10.6, (-4.6, 6.4)),
    Line("文萃街", "road", -8.6, (-5.6, 7.2)),
    Line("文昌街", "road", -6.7, (-4.8, 7.6)),
    Line("包兰铁路", "rail", RAIL, (-14.4, 13.6)),
    Line("满城街", "road", -3.6, (-6.9, 6.6)),
    Line("亲水大街", "road", -1.2, (-12.0, 11.6)),
    Line("正源街", "road", 0.5, (-11.4, 10.6)),
    Line("唐徕渠", "canal", CANAL, (-12.4, 11.0)),
    Line("凤凰街", "road", 3.4, (-6.9, 6.6)),
    Line("民族街", "road", 4.7, (-6.9, 6.6)),
    Line("清和街", "road", 5.7, (-8.6, 7.6)),
    Line("丽景街", "road", 6.9, (-8.6, 8.2)),
    Line("友爱街", "road", 8.6, (-6.9, 5.0)),
    Line("燕鸽街", "road", 11.4, (-3.3, 5.0)),
)
EAST_WEST = (
    Line("六盘山路", "road", -6.9, (-8.6, 9.4)),
    Line("宝湖路", "road", -4.8, (-8.6, 9.4)),
    Line("长城路", "road", -3.3, (-11.8, 11.4)),
    Line("黄河路", "road", -1.9, (-10.6, 6.9)),
    Line("解放街", "road", -1.0, (CANAL, 8.6)),
    Line("北京路", "road", 0.1, (-13.0, 14.6)),
    Line("上海路", "road", 1.5, (-6.7, 8.6)),
    Line("贺兰山路", "road", 3.0, (-14.6, 11.4)),
    Line("沈阳路", "road", 5.0, (-8.6, 11.4)),
    Line("哈尔滨路", "road", 6.6, (-10.6, 6.9)),
)
COUNTRY_ROADS: tuple[tuple[str, Path], ...] = (
    ("银古公路", ((11.4, -3.3), (14.5, -4.3), (18.0, -5.2), (22.4, -5.6), (25.2, -4.6))),
    ("滨河大道", ((19.4, -9.6), (20.6, -6.0), (21.4, -2.0), (21.8, 2.5), (22.6, 7.5), (22.2, 12.2))),
    ("镇北堡公路", ((-10.6, 6.4), (-12.6, 8.2), (-15.6, 10.4), (-19.2, 11.6))),
    ("包兰公路", ((-8.6, -5.6), (-8.9, -8.4), (-8.9, -10.6), (-8.4, -13.4))),
    ("通贵公路", ((11.4, 2.4), (14.6, 4.0), (18.5, 5.8), (21.9, 5.6))),
    ("平吉堡公路", ((-11.8, -3.3), (-14.0, -3.6), (-16.2, -4.0))),
    ("沿山公路", ((-17.4, -5.4), (-17.9, 0.0), (-19.0, 6.0), (-20.2, 12.2))),
    ("京藏高速", ((13.0, -12.2), (12.6, -8.0), (13.2, -3.0), (13.0, 2.0), (12.4, 6.0), (11.6, 10.0))),
)
RING = Zone("绕城高速", (-12.7, 10.0), (-9.0, 8.4))

# The lattice is fine in the old core, coarse in the country: (from, spacing) along u and along v [km].
SPACING_U = ((-24.0, 0.75), (-12.8, 0.40), (-5.5, 0.36), (2.6, 0.24), (6.9, 0.34), (12.6, 0.75), (32.0, 0.75))
SPACING_V = ((-16.0, 0.75), (-11.8, 0.50), (-7.2, 0.36), (-3.3, 0.25), (1.5, 0.34), (7.2, 0.55), (12.0, 0.75), (16.5, 0.75))

CENTRES = (
    Centre(4.6, -1.0, 2.3, 2.9, 235, 1.0),
    Centre(5.2, -4.8, 2.3, 1.9, 135, 0.45),
    Centre(8.2, -1.6, 1.9, 3.6, 135, 0.35),
    Centre(4.4, 3.6, 2.2, 2.0, 115, 0.45),
    Centre(7.9, 3.9, 2.4, 2.0, 90, 0.1),
    Centre(11.2, -0.3, 1.5, 2.6, 85, 0.1),
    Centre(9.2, 5.9, 1.3, 1.1, 60, 0.0),
    Centre(0.2, -1.2, 2.4, 2.4, 135, 0.2),
    Centre(-3.8, 0.9, 1.5, 1.8, 145, 0.6),
    Centre(-0.6, -5.2, 3.2, 2.1, 115, 0.0),
    Centre(0.6, 4.3, 1.9, 2.5, 115, 0.0),
    Centre(-3.9, 4.8, 1.5, 2.4, 80, 0.0),
    Centre(0.2, -8.4, 1.5, 1.2, 70, 0.0),
    Centre(-7.6, 0.7, 1.9, 2.0, 140, 0.7),
    Centre(-10.2, 0.4, 1.7, 2.4, 90, 0.3),
    Centre(-8.2, 4.7, 2.2, 1.8, 70, 0.1),
    Centre(-7.9, -3.1, 1.9, 1.7, 75, 0.3),
    # Towns apart from the city: 掌政, 兴泾, 镇北堡, 良田, 滨河家园, 平吉堡, 通贵, 丰登.
    Centre(14.6, -4.5, 0.9, 0.7, 65, 0.3),
    Centre(-9.2, -10.6, 1.0, 0.8, 75, 0.3),
    Centre(-15.8, 10.5, 0.9, 0.7, 55, 0.3),
    Centre(-3.6, -10.9, 0.8, 0.7, 55, 0.2),
    Centre(27.2, 5.3, 1.1, 0.9, 45, 0.1),
    Centre(-16.0, -4.0, 0.8, 0.6, 50, 0.5),
    Centre(18.4, 5.8, 0.6, 0.5, 40, 0.4),
    Centre(-0.4, 10.6, 0.9, 0.7, 55, 0.1),
)
CAMPUSES = (
    Zone("大学城", (-10.0, -8.6), (1.6, 3.0)),
    Zone("理工校区", (-8.6, -7.4), (5.0, 6.2)),
    Zone("南校区", (-11.6, -10.6), (-1.0, 0.1)),
    Zone("金凤校区", (-4.4, -3.6), (3.0, 4.0)),
)
INDUSTRY = (
    Zone("西部工业园", (-13.0, -11.2), (-4.0, 2.6)),
    Zone("南部工业园", (-11.4, -9.0), (-6.6, -3.6)),
    Zone("北部工业园", (-11.0, -9.0), (4.2, 6.8)),
    Zone("金凤工业集中区", (-5.4, -3.6), (-4.0, -1.6)),
    Zone("东南物流园", (8.6, 11.0), (-7.2, -4.6)),
    Zone("北部物流园", (3.0, 5.7), (5.4, 7.8)),
    Zone("阅海湾商务区", (-2.0, -1.2), (2.2, 4.6)),
    Zone("会展与机关", (-2.4, -0.8), (-1.9, -0.4)),
    Zone("铁路编组站", (-6.4, -5.5), (-3.3, 1.5)),
)
PARKS = (
    Zone("中山公园", (3.4, 4.1), (-0.5, 0.3)),
    Zone("海宝公园", (4.7, 6.0), (1.9, 3.0)),
    Zone("森林公园", (-1.2, 0.3), (0.6, 1.5)),
    Zone("西夏公园", (-7.6, -6.8), (-1.4, -0.7)),
    Zone("植物园", (-4.6, -2.8), (-9.0, -7.4)),
    Zone("丽景湖公园", (6.9, 8.0), (0.7, 1.6)),
    Zone("宝湖公园", (0.9, 2.1), (-4.8, -3.9)),
    Zone("览山公园", (-1.2, -0.2), (6.4, 7.4)),
    Zone("贺兰山运动公园", (-12.4, -11.0), (3.0, 4.4)),
)
LAKES = (
    Lake("阅海", -2.6, 8.3, 0.95, 2.1),
    Lake("宝湖", 1.5, -4.35, 0.42, 0.3),
    Lake("七子连湖", -1.9, -7.3, 0.4, 0.8),
    Lake("华雁湖", -1.0, -9.6, 0.55, 0.5),
    Lake("北塔湖", 5.35, 2.5, 0.45, 0.35),
    Lake("丽景湖", 7.45, 1.15, 0.3, 0.25),
    Lake("鸣翠湖", 16.2, -8.3, 1.2, 0.8),
    Lake("燕鸽湖", 12.2, 2.0, 0.45, 0.5),
    Lake("西湖", 1.6, 7.4, 0.5, 0.6),
    Lake("犀牛湖", -10.9, 3.6, 0.4, 0.35),
    Lake("黄沙古渡湿地", 20.4, 8.8, 0.9, 0.7),
    Lake("流芳园湖", -3.1, -2.6, 0.3, 0.35),
)
DIANNONG: Path = (
    (-3.0, 13.2),
    (-2.6, 10.0),
    (-2.4, 6.4),
    (-2.7, 4.4),
    (-2.2, 2.6),
    (-2.5, 0.6),
    (-2.9, -1.4),
    (-3.0, -3.2),
    (-2.3, -5.0),
    (-1.9, -7.0),
    (-1.2, -9.2),
    (-0.9, -11.6),
    (-1.0, -14.4),
)
# The Yellow River: centre line and half-width [km].
RIVER: tuple[tuple[float, float, float], ...] = (
    (20.2, -12.6, 0.42),
    (21.2, -10.2, 0.50),
    (23.2, -8.0, 0.40),
    (23.7, -5.6, 0.28),
    (23.2, -3.2, 0.45),
    (23.9, -0.8, 0.62),
    (25.0, 1.6, 0.50),
    (24.5, 4.2, 0.42),
    (23.6, 6.8, 0.60),
    (24.0, 9.6, 0.70),
    (25.0, 12.0, 0.50),
    (25.4, 14.4, 0.45),
)


class Street(NamedTuple):
    """A subdistrict or town: the last digits of its code, where it lies [km], and how much country it has, counted in villages."""

    code: str
    u: float
    v: float
    country: float


STREETS: dict[str, tuple[Street, ...]] = {
    "640104": (
        Street("001", 3.5, 1.4, 0.0),
        Street("002", 3.4, -0.9, 0.0),
        Street("003", 4.3, -0.3, 0.0),
        Street("004", 4.3, 0.9, 0.0),
        Street("005", 4.6, -1.8, 0.0),
        Street("006", 5.7, 0.5, 0.0),
        Street("007", 3.6, -2.8, 0.0),
        Street("008", 5.6, -2.6, 0.0),
        Street("009", 8.6, -3.6, 2.6),
        Street("010", 5.0, -5.6, 2.4),
        Street("011", 7.8, 4.8, 3.6),
        Street("012", 6.9, 3.0, 0.0),
        Street("100", 14.2, -5.6, 12.0),
        Street("101", 11.6, 0.2, 7.5),
        Street("200", 18.0, 5.6, 7.0),
        Street("201", 27.0, 5.0, 10.0),
    ),
    "640105": (
        Street("001", -7.0, -1.0, 0.3),
        Street("002", -8.4, 0.2, 0.0),
        Street("003", -6.4, 2.0, 0.0),
        Street("004", -9.2, 1.8, 0.2),
        Street("005", -11.0, -4.0, 3.5),
        Street("006", -8.2, 5.2, 5.0),
        Street("007", -11.0, 0.2, 2.5),
        Street("100", -9.0, -10.6, 5.5),
        Street("101", -15.6, 9.8, 5.5),
    ),
    "640106": (
        Street("001", -3.9, 1.2, 1.0),
        Street("002", 0.9, -2.4, 0.8),
        Street("003", -0.8, -5.4, 1.5),
        Street("004", -0.6, -0.4, 0.3),
        Street("005", 1.0, 1.8, 0.2),
        Street("006", 0.2, 5.2, 2.0),
        Street("100", -3.4, -10.6, 8.0),
        Street("101", -0.6, 11.0, 6.5),
    ),
}
