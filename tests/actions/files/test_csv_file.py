"""CSV as people export it: all of it is read, or it is told in which line it cannot be."""

import gzip
from pathlib import Path

import pytest

from app.actions.files.csv_file import Unreadable, opened

COLUMNS = ("name", "day", "note")


def is_row(cells: list[str]) -> bool:
    return len(cells) >= 3 and cells[1].strip('"').startswith("2026")


def read(folder: Path, content: str | bytes) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """The columns, the rows with their lines, and the separator."""
    file = folder / "file.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with opened(file, COLUMNS) as found:
        return found.columns, list(found.rows(is_row)), found.separator


def fault(folder: Path, content: str | bytes) -> str:
    with pytest.raises(Unreadable) as told:
        read(folder, content)
    return str(told.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("packed", [False, True])
def test_whatever_a_spreadsheet_writes_is_read(
    tmp_path: Path, end: str, separator: str, mark: bytes, packed: bool
) -> None:
    rows = [
        ["name", "day", "note"],
        ["a", "2026-05-03", '"one, two; three"'],
        [],
        ["b", "2026-05-04", ""],
        ["", "", ""],
    ]
    content = mark + end.join(separator.join(row) for row in rows).encode()
    columns, found, found_separator = read(tmp_path, gzip.compress(content) if packed else content)
    assert (columns, found_separator) == (["name", "day", "note"], separator)
    assert found == [(2, ["a", "2026-05-03", "one, two; three"]), (4, ["b", "2026-05-04", ""])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "name;day;note\nCafé „Süd“;2026-05-03;5 €\n".encode(encoding))[1] == [
        (2, ["Café „Süd“", "2026-05-03", "5 €"])
    ]


def test_the_separator_is_what_names_the_most_columns(tmp_path: Path) -> None:
    assert read(tmp_path, 'name;day;"note";a,b,c,d,e\nx;y;z;1,2\n')[2] == ";"
    assert read(tmp_path, "name\nx\n")[2] == ","
    columns, found, separator = read(tmp_path, "sep=;\r\nname,x;day;note\r\na;b;c\r\n")
    assert (columns, found, separator) == (["name,x", "day", "note"], [(3, ["a", "b", "c"])], ";")


def test_empty_lines_before_the_columns_are_left_out(tmp_path: Path) -> None:
    columns, found, _ = read(tmp_path, "\n,,\nname,day,note\na,b,c\n")
    assert (columns, found) == (["name", "day", "note"], [(4, ["a", "b", "c"])])


def test_a_cell_of_several_lines_is_one(tmp_path: Path) -> None:
    content = 'name,day,note\na,2026-05-03,"first\nsecond, with ""quotes"", and a comma\nthird"\nb,2026-05-04,x\n'
    _, found, _ = read(tmp_path, content)
    assert [line for line, _ in found] == [2, 5]
    assert found[0][1][2] == 'first\nsecond, with "quotes", and a comma\nthird'


HEAD = "name,day,note\na,2026-05-01,x\n"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('b,2026-05-02,"open\nc,2026-05-03,x\nd,2026-05-04,y\n', 3),
        ('b,2026-05-02,"open\nc,2026-05-03,"closed"\nd,2026-05-04,y\n', 3),
        ('b,2026-05-02,"open\nc,2026-05-03,5"\nd,2026-05-04,y\n', 3),
        ('b,2026-05-02,"two\nlines"\nc,2026-05-03,"open\nd,2026-05-04,y\n', 5),
        ('b,"2026-05-02","Best" coffee\n', 3),
        ('"b,2026-05-02,x\nc,2026-05-03,x\n', 3),
        ('b,2026-05-02,"open\n' + "c,2026-05-03,x\n" * 20_000, 3),
        ('b,2026-05-02,"open', 3),
    ],
    ids=["to the end", "to the next quote", "to a lone quote", "later", "within", "first", "far", "last"],
)
def test_a_quote_that_is_not_closed_is_told_by_the_line_where_it_began(tmp_path: Path, rows: str, line: int) -> None:
    told = fault(tmp_path, HEAD + rows)
    assert told.startswith(f"line {line}: a quote is opened here"), told
    assert "nothing of the file was read" in told


def test_a_quote_in_the_middle_of_a_cell_is_a_character(tmp_path: Path) -> None:
    assert read(tmp_path, f'{HEAD}b,2026-05-02,5" pipe\n')[1][1][1][2] == '5" pipe'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (gzip.compress(b""), "the file is empty"),
        (gzip.compress(HEAD.encode() * 1000)[:40], "damaged gzip file"),
        (gzip.compress(HEAD.encode() * 1000)[:-20] + bytes(20), "damaged gzip file"),
        (gzip.compress(HEAD.encode())[:10] + b"\x07" * 30, "damaged gzip file"),
        (f"{HEAD}b,2026-05-02,\0\n".encode(), "line 3 has a NUL byte"),
        (HEAD.encode("utf-16-le"), "has a NUL byte"),
        (f"{HEAD}b,2026-05-02,Café\nc,2026-05-03,".encode() + b"\xe9\n", "line 4: file.csv is damaged"),
        (HEAD.encode() + b"\x81", "not text in UTF-8, UTF-16 or Windows-1252 (byte 0x81)"),
        (b"PK\x03\x04 and so on", "a workbook or a ZIP archive"),
    ],
    ids=[
        "empty",
        "empty gzip",
        "cut",
        "checksum",
        "damaged",
        "nul",
        "utf-16 without mark",
        "damaged utf-8",
        "no encoding",
        "workbook",
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in fault(tmp_path, content)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path, told in ((tmp_path, "is a directory"), (tmp_path / "none", "no such file or directory")):
        with pytest.raises(Unreadable, match=told), opened(path, COLUMNS):
            pass
