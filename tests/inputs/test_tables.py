from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from siting.inputs.tables import table as read_table
from tests.inputs.asked import METRES, read, refused, table, write


def read_text(path: Path) -> pd.DataFrame:
    return read_table(path, sheet=None, encoding=None)[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path / "t.txt", "id,x,y\n007,1.5,2\n".replace(",", delimiter))
    assert read_text(path).to_dict("records") == [{"id": "007", "x": "1.5", "y": "2"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "t.csv", "名称,x\n托儿所,1\n", encoding)
    assert read_text(path).to_dict("records") == [{"名称": "托儿所", "x": "1"}]


def test_a_named_encoding(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "name\nKindergärten\n", "latin-1")
    assert read_table(path, sheet=None, encoding="latin-1")[0].name.tolist() == ["Kindergärten"]


def test_text_of_no_known_encoding(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a\n\xff\xff\xff\n")
    with refused("neither UTF-8 nor GB18030", "encoding:"):
        read_text(tmp_path / "t.csv")


def test_rows_keep_the_number_they_have_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "a,b,\n1,2,\n\n,,\n3,4,\n")
    found = read_text(path)
    assert found.index.tolist() == [1, 4]
    assert found.columns.tolist() == ["a", "b"]


def test_quotes_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", '"a\nb",c\n"1,2",3\n')
    assert read_text(path).to_dict("records") == [{"a\nb": "1,2", "c": "3"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("a,b\n1,2,3\n4,5,6\n", "row 1 has 3 values, but the header has 2 names"),
        ("a,b\n1,2\n4,5,6\n", "row 2 has 3 values, but the header has 2 names"),
        ("a,a\n1,2\n", "several columns are called 'a'"),
        ("Sites,,\nid,x,y\n", 'must hold the names of the columns, but most have none there (it begins with "Sites")'),
    ],
)
def test_broken_text(tmp_path: Path, text: str, says: str) -> None:
    with refused("t.csv", says):
        read_text(write(tmp_path / "t.csv", text))


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with refused("t.csv: cannot be read: Is a directory"):
        read_text(tmp_path / "t.csv")


def test_columns_without_a_name_go_by_their_position(tmp_path: Path) -> None:
    assert read_text(write(tmp_path / "t.csv", "id,,x,\na,b,1,c\n")).columns.tolist() == ["id", "column 2", "x", "column 4"]
    pd.DataFrame({"id": ["a"], "x": [1]}, index=["row"]).to_excel(tmp_path / "t.xlsx")
    assert read_text(tmp_path / "t.xlsx").columns.tolist() == ["column 1", "id", "x"]


def test_workbooks_with_a_title_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    pd.DataFrame({"id": ["a"], "x": [1], "y": [2]}).to_excel(path, index=False, startrow=1)
    with pd.ExcelWriter(path, mode="a", if_sheet_exists="overlay") as book:
        book.sheets["Sheet1"]["A1"] = "Sites"
        book.sheets["Sheet1"].merge_cells("A1:C1")
    with refused("t.xlsx: the first row must hold the names", 'begins with "Sites"'):
        read_text(path)
    pd.DataFrame().to_excel(path, index=False)
    with refused("t.xlsx: the file is empty"):
        read_text(path)


def test_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"id": ["a", "b"], "x": [1, 2.5]}).to_excel(book, sheet_name="points", index=False)
        pd.DataFrame({"other": [1]}).to_excel(book, sheet_name="notes", index=False)
    assert read_text(path).to_dict("list") == {"id": ["a", "b"], "x": [1, 2.5]}
    assert read_table(path, sheet="notes", encoding=None)[0].columns.tolist() == ["other"]
    with refused('no sheet "point"; did you mean "points"?'):
        read_table(path, sheet="point", encoding=None)


def test_what_is_no_workbook(tmp_path: Path) -> None:
    with refused("cannot be read as a workbook"):
        read_text(write(tmp_path / "t.xlsx", "a,b\n"))
    with refused("old .xls format", ".xlsx"):
        read_text(write(tmp_path / "t.xls", "a,b\n"))


def test_parquet(tmp_path: Path) -> None:
    pd.DataFrame({"x": [1.5], "y": [2]}, index=[7]).to_parquet(tmp_path / "t.parquet")
    assert read_text(tmp_path / "t.parquet").to_dict("records") == [{"x": 1.5, "y": 2}]
    with refused("cannot be read as Parquet"):
        read_text(write(tmp_path / "u.parquet", "no"))


def test_points_of_a_table(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("a", 500_000, 4_000_000), ("b", 500_100, 4_000_200)], "id,east,north")
    found = read("table", path=path, x="east", y="north", crs=METRES, only={"id": "b"})
    assert [(point.x, point.y) for point in found.rows.geometry] == [(500_100, 4_000_200)]
    assert found.rows.index.tolist() == [2]
    assert found.left_out.id.tolist() == ["a"]
    assert found.rows.crs.to_epsg() == 32650


def test_all_that_is_wrong_with_coordinates(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("a", 1, 2), ("b", "", 2), ("c", 1, "")], "id,x,y")
    with refused("t.csv: no coordinates in rows 2, 3"):
        read("table", path=path, crs="local")
    path = table(tmp_path / "t.csv", [("a", "1km", 2), ("b", 1, "north")], "id,x,y")
    with refused("2 problems", 'column "x": text where a number is needed', 'column "y": text where a number is needed'):
        read("table", path=path, crs="local")
    with refused('no column "lon"'):
        read("table", path=path, x="lon", crs="local")


def test_rows_left_out_may_be_broken(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("a", 1, 2), ("b", "?", "")], "id,x,y")
    assert len(read("table", path=path, crs="local", exclude={"id": "b"}).rows) == 1


def test_a_filter_on_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("a", 1, 2)], "kind,x,y")
    with refused('no column "kinds"; did you mean "kind"?'):
        read("table", path=path, crs="local", only={"kinds": "a"})


def test_a_table_states_no_coordinate_system(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("a", 116.4, 39.9)], "id,x,y")
    with refused("t.csv: no coordinate system in the file", "look like degrees"):
        read("table", path=path)
    with refused("t.csv: longitude and latitude look swapped"):
        read("table", path=path, x="y", y="x", crs="EPSG:4326")
