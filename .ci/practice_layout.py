"""Lay a practice paper out as a Word document, in the form of Nghị định 30/2020/NĐ-CP (Phụ lục I).

A4, margins 20/20/30/15 mm, a Times face 13-14 pt, page numbers centred at the top from page 2.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from practice_figures import Table
from practice_markup import Block, Kind, Paper, runs

FACE = "Times New Roman"
MAX_ROWS_TOGETHER = 14  # a longer table may break over pages
NOTICE = "Tài liệu thực hành: địa danh, họ tên và số liệu là giả định"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
HANOI = timezone(timedelta(hours=7))
PAGES = {"a4": (210, 297), "a4-ngang": (297, 210), "a3-ngang": (420, 297)}
# Who issues: the body above, the body itself, where it sits.
ISSUERS = {
    "hdnd": ("", "HỘI ĐỒNG NHÂN DÂN\nPHƯỜNG BÌNH AN"),
    "thuong-truc": ("HỘI ĐỒNG NHÂN DÂN\nPHƯỜNG BÌNH AN", "THƯỜNG TRỰC"),
    "ubnd": ("", "ỦY BAN NHÂN DÂN\nPHƯỜNG BÌNH AN"),
    "ban-phap-che": ("HỘI ĐỒNG NHÂN DÂN\nPHƯỜNG BÌNH AN", "BAN PHÁP CHẾ"),
    "ban-kinh-te": ("HỘI ĐỒNG NHÂN DÂN\nPHƯỜNG BÌNH AN", "BAN KINH TẾ - NGÂN SÁCH"),
}
AUTHORS = {
    "hdnd": "Hội đồng nhân dân phường Bình An",
    "thuong-truc": "Thường trực Hội đồng nhân dân phường Bình An",
    "ubnd": "Ủy ban nhân dân phường Bình An",
    "ban-phap-che": "Ban Pháp chế Hội đồng nhân dân phường Bình An",
    "ban-kinh-te": "Ban Kinh tế - Ngân sách Hội đồng nhân dân phường Bình An",
}


def build_docx(paper: Paper, tables: dict[str, Table], target: Path) -> None:
    """Write `paper` to `target` (.docx). Its metadata names the paper and its issuer, nothing else."""
    document = Document()
    _set_page(document, paper.page)
    _set_styles(document)
    _set_properties(document, paper)
    if paper.page == "a4":
        _head(document, paper)
    _title(document, paper)
    for kind, blocks in groupby(paper.blocks, key=lambda block: block.kind):
        if kind is Kind.ROW:
            _place_table(document, _written_table(list(blocks), paper.columns))
            continue
        for block in blocks:
            _place(document, block, tables)
    if paper.signer:
        _sign(document, paper)
    document.save(str(target))


def _set_page(document: Docx, page: str) -> None:
    section = document.sections[0]
    width, height = PAGES[page]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENT.PORTRAIT if page == "a4" else WD_ORIENT.LANDSCAPE
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    if page != "a4":
        section.left_margin = section.right_margin = Mm(17)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _page_field(number)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.alignment = CENTRE
        _write(line, NOTICE, size=8.5, italic=True).font.color.rgb = RGBColor(0x59, 0x59, 0x59)


def _page_field(paragraph: Paragraph) -> None:
    run = _write(paragraph, "", size=13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _set_styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    _set_face(normal.element.get_or_add_rPr(), FACE)
    normal.font.size = Pt(14)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        _set_face(style.element.get_or_add_rPr(), FACE)
        style.font.size, style.font.bold, style.font.italic = Pt(14), True, level == 3
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.keep_with_next = True


def _set_face(properties: object, face: str) -> None:
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), face)
    language = properties.find(qn("w:lang"))  # type: ignore[attr-defined]
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)  # type: ignore[attr-defined]
    language.set(qn("w:val"), "vi-VN")


def _set_properties(document: Docx, paper: Paper) -> None:
    facts = document.core_properties
    at = datetime.combine(paper.issued, time(8), HANOI).astimezone(UTC).replace(tzinfo=None)
    facts.title, facts.author = paper.title, AUTHORS[paper.issuer]
    facts.last_modified_by, facts.comments = AUTHORS[paper.issuer], ""
    facts.created = facts.modified = at
    facts.language, facts.revision = "vi-VN", 1


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
) -> Run:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    return run


def _lines(
    cell: _Cell,
    text: str,
    *,
    size: float = 13,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
) -> None:
    """Add one paragraph to `cell` for each line of `text`, using up its empty first one."""
    for line in text.split("\n"):
        last = cell.paragraphs[-1]
        paragraph = cell.add_paragraph() if last.text or _ruled(last) else last
        paragraph.alignment = align
        _write(paragraph, line, size=size, bold=bold, italic=italic)


def _ruled(paragraph: Paragraph) -> bool:
    return paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:pBdr")) is not None


def _rule(paragraph: Paragraph, inset: float, *, before: float = 3, after: float = 0) -> None:
    """Turn an empty paragraph into a thin line, `inset` mm in from both sides."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.line_spacing = Pt(5)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _grid(document: Docx, widths: tuple[float, ...], rows: int = 1) -> DocxTable:
    table: DocxTable = document.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        _keep_row(row._tr)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _keep_row(row: object) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # type: ignore[attr-defined]


def _head(document: Docx, paper: Paper) -> None:
    """Quốc hiệu, tiêu ngữ, the issuer, number, place and date (Phụ lục I, mục II)."""
    left, right = _grid(document, (64, 101), rows=2).rows[0].cells
    above, body = ISSUERS[paper.issuer]
    if above:
        _lines(left, above, size=12)
    _lines(left, body, size=12, bold=True)
    _rule(left.add_paragraph(), 21)
    _lines(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _lines(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _rule(right.add_paragraph(), 21.5)
    number, place = document.tables[-1].rows[1].cells
    _lines(number, paper.number or " ", size=13)
    if paper.draft:
        _lines(number, "DỰ THẢO", size=13, bold=True)
    day = "     " if paper.undated else f"{paper.issued:%d}"
    # Months 1 and 2 take a leading zero, the others none (Phụ lục I, mục II.4).
    month = f"{paper.issued.month:02d}" if paper.issued.month < 3 else str(paper.issued.month)
    _lines(place, f"Bình An, ngày {day} tháng {month} năm {paper.issued.year}", italic=True)


def _title(document: Docx, paper: Paper) -> None:
    if paper.kind:
        line = document.add_paragraph()
        line.alignment = CENTRE
        line.paragraph_format.space_before = Pt(16 if paper.page == "a4" else 0)
        _write(line, paper.kind, bold=True)
    for text in paper.abstract.split("\n") if paper.abstract else ():
        line = document.add_paragraph()
        line.alignment = CENTRE
        _write(line, text, bold=paper.page == "a4" or text.isupper(), italic=text.startswith("("))
    if paper.abstract and paper.page == "a4":
        _rule(document.add_paragraph(), 58, before=4, after=8)
    if paper.session_line:
        for text in paper.session_line.split("\n"):
            line = document.add_paragraph()
            line.alignment = CENTRE
            _write(line, text, bold=True)
    if paper.addressee:
        line = document.add_paragraph()
        line.alignment = CENTRE
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(8)
        _write(line, f"Kính gửi: {paper.addressee}")


_FIGURE = re.compile(r"[\d.,+-]+")
_HEADINGS = {Kind.CHAPTER: 1, Kind.SECTION: 2, Kind.PART: 3}


def _place(document: Docx, block: Block, tables: dict[str, Table]) -> None:
    if block.kind is Kind.TABLE:
        _place_table(document, tables[block.text])
    elif block.kind is Kind.PAGE_BREAK:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        _place_text(document, block)


def _place_text(document: Docx, block: Block) -> None:
    level = _HEADINGS.get(block.kind, 0)
    paragraph = document.add_paragraph(style=f"Heading {level}" if level else None)
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(4)
    form.line_spacing = 1.08
    form.widow_control = True
    if block.kind in (Kind.CHAPTER, Kind.CENTRED):
        paragraph.alignment = CENTRE
        form.space_before, form.keep_with_next = Pt(10), True
    elif block.kind is Kind.UNIT:
        paragraph.alignment, form.keep_with_next = RIGHT, True
    else:
        paragraph.alignment = JUSTIFY
        form.first_line_indent = Mm(12.7)
        form.keep_with_next = bool(level) or block.text[-1] not in ".;,)"
    if block.kind is Kind.CENTRED:
        _write(paragraph, block.text, bold=True)
        return
    for text, bold, italic in runs(block.text):
        _write(
            paragraph,
            text.replace("\\n", "\n"),
            bold=bold or bool(level),
            italic=italic or block.kind in (Kind.BASIS, Kind.PART, Kind.UNIT),
        )


def _written_table(rows: list[Block], columns: tuple[int, ...]) -> Table:
    """A table written out in the text, `| a | b`, its first row the header; `columns` are widths in mm."""
    cells = [tuple(cell.strip() for cell in row.text.split("|")) for row in rows]
    text = frozenset(range(1, len(columns)))
    return Table((cells[0],), (), tuple(cells[1:]), frozenset(), columns, text, 13)


def _place_table(document: Docx, table: Table) -> None:
    rows = len(table.header) + len(table.rows)
    grid = _grid(document, tuple(map(float, table.widths)), rows=rows)
    grid.style = "Table Grid"
    for index, values in enumerate((*table.header, *table.rows)):
        head = index < len(table.header)
        bold = head or index - len(table.header) in table.bold
        row = grid.rows[index]
        if head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for column, value in enumerate(values):
            align = CENTRE if head or column == 0 else RIGHT
            if not head and column in table.text_columns and not _FIGURE.fullmatch(value):
                align = LEFT
            cell = row.cells[column]
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _lines(cell, value, size=table.size, bold=bold, align=align)
            together = rows <= MAX_ROWS_TOGETHER and index < rows - 1
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_before = Pt(2)
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.paragraph_format.keep_with_next = together
    for top, left, bottom, right in table.spans:
        _merge(grid, top, left, bottom, right)
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _merge(grid: DocxTable, top: int, left: int, bottom: int, right: int) -> None:
    merged = grid.cell(top, left).merge(grid.cell(bottom, right))
    for paragraph in merged.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def _sign(document: Docx, paper: Paper) -> None:
    """Nơi nhận on the left, the signer's capacity and name on the right, never split over pages."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    left, right = _grid(document, (78, 87) if paper.page == "a4" else (120, 110)).rows[0].cells
    if paper.recipients:
        _lines(left, "Nơi nhận:", size=12, bold=True, italic=True, align=LEFT)
        _lines(left, "\n".join(paper.recipients), size=11, align=LEFT)
    for text in paper.signer:
        _lines(right, text, size=14, bold=True)
    room = right.add_paragraph()
    room.alignment = CENTRE
    room.paragraph_format.space_before = room.paragraph_format.space_after = Pt(22)
    _write(room, " " if paper.draft else "(Đã ký)", italic=True)
    _lines(right, paper.signer_name, size=14, bold=True)
