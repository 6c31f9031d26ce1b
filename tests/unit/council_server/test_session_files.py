"""session.toml: everything wrong is named with file, line and what is allowed, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from council_server.errors import Problems
from council_server.session_files import read_session_file
from tests.session_folders import SESSION, write_session

# What is replaced in the good file, by what, and the line and words of the problem it makes.
BAD = [
    ('id = "s1"', 'id = "S1"', 2, '"S1" is not allowed as id: at most 60 of a-z'),
    ('id = "s1"', "", 1, "id is missing in [session]"),
    (
        'kind = "chuyen-de"',
        'kind = "bat-thuong"',
        3,
        "allowed are thuong-le, chuyen-de, phat-sinh-dot-xuat",
    ),
    ('title = "Kỳ họp thử"', "title = 7", 4, 'title must be text in quotes: title = "..."'),
    (
        'title = "Kỳ họp thử"',
        'titel = "Kỳ họp thử"',
        4,
        '"titel" is not known in [session]; allowed are id, kind, title',
    ),
    (
        "starts = 2026-11-26T08:00:00+07:00",
        "starts = 2026-11-26T08:00:00",
        6,
        "starts must be a time with its zone",
    ),
    ("starts = 2026-11-26T08:00:00+07:00", 'starts = "8 giờ"', 6, "like 2026-11-26T08:00:00+07:00"),
    (
        "ends = 2026-11-26T11:30:00+07:00",
        "ends = 2026-11-26T07:30:00+07:00",
        7,
        "ends must be later than starts",
    ),
    ('step = "thao-luan"', 'step = "xong"', 12, "allowed are trinh, tham-tra, thao-luan-to"),
    ('id = "m1"', 'id = "ky-hop"', 10, '"ky-hop" is kept for the session'),
    (
        'type = "du-thao-nghi-quyet"',
        'type = "du-thao"',
        16,
        "allowed are to-trinh, du-thao-nghi-quyet",
    ),
    ('file = "du-thao.pdf"', 'file = "thieu.pdf"', 18, 'the file "thieu.pdf" is not there'),
    (
        'file = "du-thao.pdf"',
        'file = "../du-thao.pdf"',
        18,
        "must lie in the folder of session.toml",
    ),
    ('file = "du-thao.pdf"', 'file = "/etc/passwd"', 18, "must lie in the folder of session.toml"),
    (
        'file = "du-thao.pdf"',
        'file = "du-thao.odt"',
        18,
        "allowed are files ending in .pdf, .docx, .doc",
    ),
    (
        'file = "du-thao.pdf"',
        'file = "du-thao.pdf"\npdf = "du-thao.pdf"',
        19,
        "pdf stands only beside a file that is not a PDF",
    ),
    (
        'file = "du-thao.pdf"',
        'file = "du-thao.pdf"\nissued = "hôm qua"',
        19,
        "issued must be a date, like 2026-11-17",
    ),
    (
        'file = "du-thao.pdf"',
        'file = "du-thao.pdf"\nsecrecy = "mat"',
        19,
        "state secrets stay on paper",
    ),
    (
        'title = "Dự thảo Nghị quyết"',
        'title = "(TỐI MẬT) Dự thảo"',
        17,
        "the title is marked Tối mật",
    ),
    ('title = "Dự thảo Nghị quyết"', 'title = "Dự thảo', 17, "this is not TOML"),
    ("[[item]]", "[item]", 9, "write each as a table: [[item]]"),
    ("[session]", "[sesion]", 1, '"sesion" is not known here; allowed are session, paper, item'),
]


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(Problems) as caught:
        read_session_file(folder)
    return list(caught.value.problems)


@pytest.mark.parametrize(("good", "bad", "line", "words"), BAD)
def test_a_problem_is_named_with_file_line_and_what_is_allowed(
    tmp_path: Path, good: str, bad: str, line: int, words: str
) -> None:
    assert good in SESSION
    write_session(tmp_path, toml=SESSION.replace(good, bad, 1))
    place = f"{tmp_path / 'session.toml'}, line {line}: "
    found = problems_of(tmp_path)
    assert any(one.startswith(place) and words in one for one in found), found


def test_all_problems_are_found_in_one_reading_in_the_order_of_the_file(tmp_path: Path) -> None:
    toml = (
        SESSION.replace("chuyen-de", "xyz")
        .replace("thao-luan", "xong")
        .replace("du-thao.pdf", "a.pdf")
    )
    write_session(tmp_path, toml=toml)
    lines = [int(one.partition(", line ")[2].partition(":")[0]) for one in problems_of(tmp_path)]
    assert lines == [3, 12, 18]


def test_the_same_paper_twice_names_both_lines(tmp_path: Path) -> None:
    write_session(tmp_path, toml=SESSION + SESSION[SESSION.index("[[item.paper]]") :])
    (problem,) = problems_of(tmp_path)
    assert "line 19" in problem
    assert '"s1.m1.du-thao" stands on line 14 already' in problem


def test_a_document_id_that_would_be_too_long_is_named(tmp_path: Path) -> None:
    write_session(
        tmp_path,
        toml=SESSION.replace('"m1"', f'"{"m" * 60}"').replace('"du-thao"', f'"{"d" * 30}"'),
    )
    (problem,) = problems_of(tmp_path)
    assert "longer than 80 characters" in problem


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)
    assert problem == f"{tmp_path / 'session.toml'}: there is no such file"


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "session.toml").write_bytes("[session]\ntitle = 'Kỳ'\n".encode("utf-16-le"))
    (problem,) = problems_of(tmp_path)
    assert "UTF-8" in problem or "not TOML" in problem


def test_session_papers_items_and_their_papers_keep_their_order_and_places(tmp_path: Path) -> None:
    own = '[[paper]]\nid = "giay-moi"\ntype = "giay-moi"\ntitle = "Giấy mời"\nfile = "du-thao.pdf"\nissued = 2026-11-17\n'
    write_session(tmp_path, toml=SESSION + own)
    session = read_session_file(tmp_path)
    assert [paper.document for paper in session.papers] == ["s1.ky-hop.giay-moi", "s1.m1.du-thao"]
    assert session.papers[0].item == ""
    assert session.papers[0].issued == "2026-11-17"
    assert session.papers[1].item == session.items[0].id == "s1.m1"
    assert session.starts == "2026-11-26T08:00:00+07:00"


def test_titles_are_kept_in_one_spelling_of_their_letters(tmp_path: Path) -> None:
    decomposed = "Du\u031b\u0323 tha\u0309o"
    write_session(tmp_path, toml=SESSION.replace("Dự thảo Nghị quyết", decomposed))
    assert read_session_file(tmp_path).papers[0].title == "Dự thảo"
