"""Notes in files of open formats: out and in again is the same, and what other programs wrote is taken with a report."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.domain.council_sessions import (
    AgendaItem,
    CouncilSession,
    Dossier,
    ItemStep,
    Programme,
    SessionKind,
)
from delegate_app.domain.documents import Document, DocumentVersion, PaperType
from delegate_app.domain.ink import InkPoint, Stroke
from delegate_app.domain.note_imports import LeftOut, Reason
from delegate_app.errors import Code, UserError
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.services import markdown_notes, web_annotations, xfdf
from delegate_app.services.annotations import Draft
from delegate_app.services.markdown_notes import Wording
from delegate_app.services.note_bodies import body_of, draft_of
from delegate_app.services.speaking_notes import in_agenda_order
from delegate_app.services.xml_trees import BadXml, parse

HANOI = timezone(timedelta(hours=7))
MADE = datetime(2026, 11, 26, 8, 30, tzinfo=HANOI)
VERSION = "ab" * 32
FRAMES = [PageFrame(10.0, 20.0, 410.0, 520.0, turns) for turns in range(4)]
KINDS = [kind for kind in AnnotationKind if kind is not AnnotationKind.NEWER]


def hundredths(most: int = 39_000) -> st.SearchStrategy[float]:
    return st.integers(0, most).map(lambda n: n / 100)


rects = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h),
    *(hundredths(), hundredths(), hundredths(5000), hundredths(3000)),
)
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85"),
    max_size=30,
)
points = st.builds(
    lambda x, y, p: InkPoint(x, y, p / 255), hundredths(), hundredths(), st.integers(0, 255)
)
strokes = st.builds(
    lambda w, found: Stroke(w, tuple(found)),
    *(hundredths(900), st.lists(points, min_size=2, max_size=9)),
)


@st.composite
def notes(draw: st.DrawFn) -> Annotation:
    kind = draw(st.sampled_from(KINDS))
    inky = kind in (AnnotationKind.INK, AnnotationKind.ARROW)
    quote = draw(texts) if kind is not AnnotationKind.INK else ""
    number = draw(st.integers(0, 16**24 - 1))
    return Annotation(
        id=f"gc-{number:024x}",
        document_id="d",
        version_sha256=VERSION,
        kind=kind,
        colour=draw(st.sampled_from(Colour)),
        anchor=Anchor(
            draw(st.integers(0, 3)),
            *(quote, draw(texts), draw(texts), 3, 9),
            tuple(draw(st.lists(rects, min_size=1, max_size=3))),
        ),
        text=draw(texts).strip(),
        created_at=MADE,
        edited_at=MADE,
        hlc="",
        settled=False,
        older=(),
        tags=tuple(draw(st.lists(texts.filter(lambda t: t.strip() != ""), max_size=3))),
        ask=draw(st.booleans()),
        strokes=(draw(strokes),) if inky else (),
    )


def nfc(note: Annotation) -> Annotation:
    """As its own body brings it back."""
    draft = draft_of(body_of(note), note.id, VERSION, 4)
    assert isinstance(draft, Draft)
    return replace(
        note, anchor=draft.anchor, text=draft.text, tags=draft.tags, strokes=draft.strokes
    )


def same(note: Annotation, draft: Draft) -> bool:
    mine = (
        note.kind,
        note.colour,
        note.anchor,
        note.text,
        note.tags,
        note.ask,
        note.strokes,
        note.id,
        note.created_at,
    )
    return mine == (
        draft.kind,
        draft.colour,
        draft.anchor,
        draft.text,
        draft.tags,
        draft.ask,
        draft.strokes,
        draft.id,
        draft.created_at,
    )


@given(st.lists(notes(), max_size=4))
def test_xfdf_out_and_in_again_is_the_same(made: list[Annotation]) -> None:
    data = xfdf.write(made, FRAMES, author="Vũ Thị Thanh Hà")
    found = xfdf.read(data, FRAMES, version=VERSION)
    assert found.left_out == ()
    assert all(same(nfc(n), d) for n, d in zip(made, found.drafts, strict=True))


@given(st.lists(notes(), max_size=4))
def test_web_annotations_out_and_in_again_are_the_same(made: list[Annotation]) -> None:
    data = web_annotations.write(made, author="Vũ Thị Thanh Hà")
    found = web_annotations.read(data, version=VERSION, pages=4)
    assert found.left_out == ()
    assert all(same(nfc(n), d) for n, d in zip(made, found.drafts, strict=True))


def note(**changes: object) -> Annotation:
    made = Annotation(
        id="gc-" + "1" * 24,
        document_id="d",
        version_sha256=VERSION,
        kind=AnnotationKind.HIGHLIGHT,
        colour=Colour.GREEN,
        anchor=Anchor(0, "biên chế", "giao ", " năm", 4, 12, (Rect(60, 60, 220, 76),)),
        text="Hỏi lại",
        created_at=MADE,
        edited_at=MADE,
        hlc="",
        settled=False,
        older=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_viewer_without_our_attribute_still_gives_place_colour_and_text() -> None:
    """On a page turned by 90 degrees too: what is left after another program dropped our body."""
    for page in range(4):
        anchor = replace(note().anchor, page=page)
        data = xfdf.write([note(anchor=anchor)], FRAMES, author="A")
        stripped = xfdf.read(data.replace(b"nt:body=", b"lost="), FRAMES, version=VERSION)
        (draft,) = stripped.drafts
        assert (draft.kind, draft.colour, draft.text) == (
            AnnotationKind.HIGHLIGHT,
            Colour.GREEN,
            "Hỏi lại",
        )
        (rect,) = draft.anchor.rects
        assert (rect.left, rect.top, rect.right, rect.bottom) == pytest.approx((60, 60, 220, 76))
        assert (draft.anchor.page, draft.id) == (page, "")


def test_a_text_that_another_viewer_changed_counts() -> None:
    data = xfdf.write([note()], FRAMES, author="A").replace("Hỏi lại<".encode(), b"Changed<")
    assert [d.text for d in xfdf.read(data, FRAMES, version=VERSION).drafts] == ["Changed"]
    page = json.loads(web_annotations.write([note()], author="A"))
    page["items"][0]["body"][0]["value"] = "Changed"
    found = web_annotations.read(json.dumps(page).encode(), version=VERSION, pages=4)
    assert [d.text for d in found.drafts] == ["Changed"]


FOREIGN = b"""<?xml version="1.0" encoding="UTF-8"?>
<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve"><annots>
<highlight page="0" coords="70,460,230,460,70,444,230,444" rect="70,444,230,460" color="#FFFF00" name="a1" title="Ha">
 <contents-richtext><body xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two</p></body></contents-richtext></highlight>
<squiggly page="0" coords="70,440,230,440,70,424,230,424" color="#0000FF"/>
<ink page="0" rect="70,300,170,370" color="#FF0000" width="3"><inklist><gesture>70,370;170,370;170,310</gesture></inklist></ink>
<line page="0" start="190,370" end="260,310" head="OpenArrow" tail="None" color="#000000" rect="0,0,1,1"/>
<text page="0" rect="250,382,268,400" color="#FFD100" icon="Note"><contents>here</contents></text>
<text page="0" inreplyto="a1" rect="250,382,268,400"><contents>a reply</contents></text>
<stamp page="0" rect="1,1,9,9"/>
<highlight page="9" coords="70,460,230,460,70,444,230,444"/>
<underline page="0" coords="1,2,3"/>
<freetext page="0" rect="70,100,230,160"><contents>typed</contents></freetext>
</annots><f href="paper.pdf"/></xfdf>"""


def test_what_other_programs_wrote_is_taken_and_the_rest_is_told() -> None:
    found = xfdf.read(FOREIGN, FRAMES, version=VERSION)
    kinds, colours = AnnotationKind, Colour
    assert [(d.kind, d.colour, d.text) for d in found.drafts] == [
        (kinds.HIGHLIGHT, colours.YELLOW, "one\ntwo"),
        (kinds.UNDERLINE, colours.BLUE, ""),
        (kinds.INK, colours.RED, ""),
        (kinds.ARROW, colours.BLACK, ""),
        (kinds.NOTE, colours.YELLOW, "here"),
        (kinds.TEXT_BOX, colours.BLACK, "typed"),
    ]
    assert found.left_out == (
        LeftOut("text", 0, Reason.UNKNOWN_KIND),
        LeftOut("stamp", 0, Reason.UNKNOWN_KIND),
        LeftOut("highlight", 9, Reason.NO_SUCH_PAGE),
        LeftOut("underline", 0, Reason.NO_PLACE),
    )
    ink, arrow = found.drafts[2].strokes[0], found.drafts[3].strokes[0]
    assert [p[:2] for p in ink.points] == [(60, 150), (160, 150), (160, 210)]
    assert [p[:2] for p in arrow.points] == [(250, 210), (180, 150)], (
        "the head is at the line's start"
    )
    assert found.drafts[4].anchor.rects == (Rect(240, 120, 258, 138),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<xfdf",
        b"<other/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xfdf><annots/></xfdf>',
        b"<a>" * 60 + b"</a>" * 60,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_xfdf_is_refused(data: bytes) -> None:
    with pytest.raises(UserError) as refused:
        xfdf.read(data, FRAMES, version=VERSION)
    assert refused.value.code is Code.IMPORT_MALFORMED


@given(st.binary(max_size=80), st.integers(0, 400))
def test_a_damaged_file_is_read_or_refused_and_never_fails(noise: bytes, at: int) -> None:
    whole = xfdf.write([note()], FRAMES, author="A")
    for data in (noise, whole[:at] + noise + whole[at:]):
        with contextlib.suppress(UserError):
            assert xfdf.read(data, FRAMES, version=VERSION) is not None


@pytest.mark.parametrize("data", [b"", b"{", b"7", b'{"items": 3}', b"[" * 100_000])
def test_what_is_no_list_of_annotations_is_refused(data: bytes) -> None:
    with pytest.raises(UserError) as refused:
        web_annotations.read(data, version=VERSION, pages=4)
    assert refused.value.code is Code.IMPORT_MALFORMED


def test_notes_of_another_version_or_page_and_without_a_place_are_told() -> None:
    page = json.loads(web_annotations.write([note(), note(), note()], author="A"))
    page["items"][0]["nt:note"]["version"] = "cd" * 32
    page["items"][1]["nt:note"]["page"] = 7
    del page["items"][2]["nt:note"]
    found = web_annotations.read(json.dumps(page).encode(), version=VERSION, pages=4)
    assert [left.reason for left in found.left_out] == [
        Reason.OTHER_VERSION,
        Reason.NO_SUCH_PAGE,
        Reason.NO_PLACE,
    ]


def test_xml_with_entities_is_not_read() -> None:
    bomb = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
    with pytest.raises(BadXml):
        parse(bomb)


# ------------------------------------------------------------------------------------- Markdown


def document(name: str, item: str, *versions: str) -> Document:
    made = tuple(
        DocumentVersion(sha, name, n, 1, 1, MADE, "", None, 1, True, True)
        for n, sha in enumerate(versions, 1)
    )
    return Document(
        *(name, "k", item, PaperType.SUBMISSION, 1, f"Về {name}", "16/TTr-UBND", None, "", made)
    )


def programme() -> Programme:
    session = CouncilSession("k", SessionKind.SPECIAL, "Kỳ họp thứ 3", "", MADE, MADE, None)
    items = [
        AgendaItem(f"k.{n}", "k", n, f"Mục số {n}", ItemStep.DISCUSSION, "") for n in (1, 2, 3)
    ]
    return Programme(
        session,
        (
            Dossier(None, (document("chuong-trinh", "", "v0"),)),
            Dossier(items[0], (document("mot", "k.1", "v1", "v2"),)),
            Dossier(items[1], ()),
            Dossier(items[2], (document("ba", "k.3", "v3"),)),
        ),
    )


WORDING = Wording(
    title="Ghi chú",
    own_papers="Tài liệu chung",
    ask="Hỏi tại phiên họp",
    page="Trang {}",
    version="phiên bản {}",
    kinds={kind: kind.value for kind in AnnotationKind},
    colours={colour: colour.value for colour in Colour},
    papers=dict.fromkeys(PaperType, "Tờ trình"),
)


def test_speaking_notes_come_in_agenda_order_with_the_newest_version_first() -> None:
    found = in_agenda_order(
        [programme()],
        [note(version_sha256=sha, text=sha) for sha in ("v3", "v1", "v2", "v0", "unknown")],
    )
    order = [
        (each.item.id if each.item else "", p.version.ordinal)
        for each in found
        for p in each.papers
    ]
    assert order == [("", 1), ("k.1", 2), ("k.1", 1), ("k.3", 1)]


def test_markdown_shows_what_was_written_as_it_was_written() -> None:
    text = "# không phải tiêu đề\n- *không* phải danh sách\n1. cũng không"
    made = note(version_sha256="v2", text=text, ask=True, tags=("ngân sách",))
    written = markdown_notes.write(in_agenda_order([programme()], [made]), WORDING)
    assert written.startswith("# Ghi chú\n\n## Kỳ họp thứ 3\n\n### 1\\. Mục số 1\n\n")
    assert "#### Tờ trình 16/TTr-UBND: Về mot (phiên bản 2)" in written
    assert "**[Hỏi tại phiên họp]**" in written
    assert "  > biên chế\n" in written
    assert (
        "  \\# không phải tiêu đề\n  \\- \\*không\\* phải danh sách\n  1\\. cũng không\n" in written
    )
    assert "\\#ngân-sách" in written


def test_the_strokes_of_a_drawing_are_one_line_of_markdown() -> None:
    stroke = (Stroke(1.0, (InkPoint(1, 1, 0.5),)),)
    drawn = [
        note(kind=AnnotationKind.INK, version_sha256="v3", text="", strokes=stroke, id=f"gc-{n}")
        for n in range(3)
    ]
    written = markdown_notes.write(in_agenda_order([programme()], drawn), WORDING)
    assert written.count("- **") == 1
