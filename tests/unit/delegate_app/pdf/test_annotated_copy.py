"""Marks in a copy of a paper: read again by two other PDF libraries, and drawn by poppler where they belong."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from delegate_app.domain.annotations import (
    INK_TONES,
    MARKER_TONES,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
    Rect,
)
from delegate_app.domain.ink import InkPoint, Stroke
from delegate_app.errors import Code
from delegate_app.pdf.annotated_copy import Author, annotate
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.naming import Naming
from tests.house.sources import ROOT
from tests.real_papers import needs_real_papers, real_papers

HANOI = timezone(timedelta(hours=7))
MADE = datetime(2026, 11, 26, 8, 30, tzinfo=HANOI)
FONT = (ROOT / "resources" / "fonts" / "NotoSans-Regular.ttf").read_bytes()
NAMES = {kind: f"loại {kind.value}" for kind in AnnotationKind}
AUTHOR = Author("Vũ Thị Thanh Hà", Naming(NAMES, "Hỏi tại phiên họp"), FONT)
RED = Stroke(4.0, (InkPoint(60, 150, 0.5), InkPoint(160, 150, 0.5), InkPoint(160, 210, 0.5)))
CROPS = {"whole": None, "cropped": (30.0, 40.0, 380.0, 460.0)}

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler's pdftoppm is not on this machine"
)


def mark(kind: AnnotationKind, colour: Colour, *rects: Rect, **more: Any) -> Annotation:
    anchor = Anchor(more.pop("page", 0), more.pop("quote", "chữ"), "", "", 0, 3, rects)
    made = Annotation(
        id=f"gc-{kind.value}",
        document_id="d",
        version_sha256="v",
        kind=kind,
        colour=colour,
        anchor=anchor,
        text="",
        created_at=MADE,
        edited_at=MADE,
        hlc="",
        settled=False,
        older=(),
    )
    return replace(made, **more)


def every_kind() -> list[Annotation]:
    kinds, colours = AnnotationKind, Colour
    return [
        mark(kinds.HIGHLIGHT, colours.GREEN, Rect(60, 60, 220, 76), Rect(60, 80, 120, 96)),
        mark(kinds.UNDERLINE, colours.BLUE, Rect(60, 100, 220, 116)),
        mark(kinds.STRIKE_OUT, colours.RED, Rect(60, 120, 220, 136)),
        mark(kinds.BOOKMARK, colours.GREEN, Rect(230, 60, 290, 76)),
        mark(kinds.NOTE, colours.PINK, Rect(230, 80, 290, 96), text="Hỏi lại", ask=True),
        mark(kinds.NOTE, colours.YELLOW, Rect(240, 120, 258, 138), quote="", text="ở đây"),
        mark(kinds.INK, colours.RED, Rect(58, 148, 162, 212), quote="", strokes=(RED,)),
        mark(
            *(kinds.ARROW, colours.BLUE, Rect(180, 150, 250, 210)),
            quote="",
            strokes=(Stroke(2.0, (InkPoint(180, 150, 0.5), InkPoint(250, 210, 0.5))),),
        ),
        mark(
            *(kinds.TEXT_BOX, colours.BLACK, Rect(60, 230, 200, 250)),
            quote="",
            text="Đề nghị làm rõ số biên chế",
            tags=("ngân sách",),
        ),
    ]


def paper(rotation: int = 0, crop: tuple[float, ...] | None = None) -> bytes:
    """One empty page whose media box does not begin at zero."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 500))
    page.MediaBox = pikepdf.Array([10, 20, 410, 520])
    if crop:
        page.CropBox = pikepdf.Array([*crop])
    page.Rotate = rotation
    saved = io.BytesIO()
    pdf.save(saved)
    return saved.getvalue()


def annotated(data: bytes, marks: list[Annotation]) -> bytes:
    file = io.BytesIO(data)
    assert annotate(file, marks, AUTHOR) == len(marks)
    return file.getvalue()


def read_by_pypdf(data: bytes) -> list[Any]:
    """The annotations of the first page."""
    page: Any = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    return [reference.get_object() for reference in page.get("/Annots", [])]


def drawn_by_poppler(data: bytes, folder: Path, *, page: int = 1, dpi: int = 144) -> Any:
    """A page as (width, height, colour at a place in points from the top left corner as it is shown)."""
    path = folder / "copy.pdf"
    path.write_bytes(data)
    asked = ["-cropbox", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(
        ["pdftoppm", *asked, str(path), str(folder / "page")], check=True, capture_output=True
    )
    header, size, _, pixels = (folder / "page.ppm").read_bytes().split(b"\n", 3)
    assert header == b"P6"
    width, height = map(int, size.split())

    def colour(x: float, y: float) -> tuple[int, ...]:
        at = 3 * (min(int(y * dpi / 72), height - 1) * width + min(int(x * dpi / 72), width - 1))
        return tuple(pixels[at : at + 3])

    return colour


def near(found: tuple[int, ...], tone: str, *, by: int = 12) -> bool:
    wanted = (int(tone[at : at + 2], 16) for at in (1, 3, 5))
    return all(abs(a - b) <= by for a, b in zip(found, wanted, strict=True))


# --------------------------------------------------------------------------- what the objects say


def test_pypdf_reads_every_mark_with_who_made_it_when_and_what_it_says() -> None:
    found = read_by_pypdf(annotated(paper(), every_kind()))
    assert [a["/Subtype"] for a in found] == [
        "/Highlight",
        "/Underline",
        "/StrikeOut",
        "/Underline",
        "/Highlight",
        "/Text",
        "/Ink",
        "/Line",
        "/FreeText",
    ]
    for made, a in zip(every_kind(), found, strict=True):
        assert (a["/T"], a["/F"], a["/NM"]) == ("Vũ Thị Thanh Hà", 4, made.id)
        assert a["/Subj"] == NAMES[made.kind]
        assert str(a["/M"]).startswith("D:20261126083000+07'00")
        assert a["/AP"]["/N"].get_object()["/Subtype"] == "/Form"
    assert found[4]["/Contents"] == "[Hỏi tại phiên họp]\nHỏi lại"
    assert found[8]["/Contents"] == "Đề nghị làm rõ số biên chế\n#ngân sách"


def test_pikepdf_reads_corners_and_strokes_in_the_pages_own_coordinates() -> None:
    pdf = pikepdf.open(io.BytesIO(annotated(paper(), every_kind())))
    assert pdf.check_pdf_syntax() == []
    found = list(pdf.pages[0].Annots)
    corners = [float(n) for n in found[0].QuadPoints]
    top_left, top_right, bottom_left, bottom_right = (70, 460), (230, 460), (70, 444), (230, 444)
    assert corners[:8] == [*top_left, *top_right, *bottom_left, *bottom_right]
    assert len(corners) == 16
    (ink,) = found[6].InkList
    assert [float(n) for n in ink] == [70, 370, 170, 370, 170, 310]
    assert [float(n) for n in found[7].L] == [190, 370, 260, 310]
    state = found[0].AP.N.Resources.ExtGState.GS0
    assert str(state.BM) == "/Multiply"
    assert b"1 J 1 j" in found[6].AP.N.read_bytes()


def test_a_text_box_can_be_searched_in_the_copy() -> None:
    pdf = pikepdf.open(io.BytesIO(annotated(paper(), every_kind())))
    form = pdf.pages[0].Annots[8].AP.N
    codes = form.read_bytes().split(b"<")[1].split(b">")[0]
    table = form.Resources.Font.NT.ToUnicode.read_bytes().decode("ascii")
    letters = dict(
        line.replace("<", "").replace(">", "").split()
        for line in table.splitlines()
        if line.startswith("<")
    )
    glyphs = [codes[at : at + 4].decode() for at in range(0, len(codes), 4)]
    text = "".join(bytes.fromhex(letters[glyph]).decode("utf-16-be") for glyph in glyphs)
    assert "Đề nghị làm rõ" in text


def test_annotations_that_the_paper_had_stay() -> None:
    once = annotated(paper(), every_kind()[:2])
    twice = annotated(once, every_kind()[2:4])
    assert twice.startswith(once)
    assert len(read_by_pypdf(twice)) == 4


def test_what_is_no_pdf_is_refused_and_a_page_that_is_not_there_is_left_out() -> None:
    with pytest.raises(PdfError) as refused:
        annotate(io.BytesIO(b"not a PDF at all" * 40), every_kind(), AUTHOR)
    assert refused.value.code is Code.COPY_REFUSED
    beyond = mark(AnnotationKind.HIGHLIGHT, Colour.GREEN, Rect(1, 1, 9, 9), page=7)
    file = io.BytesIO(paper())
    assert annotate(file, [beyond], AUTHOR) == 0
    assert file.getvalue() == paper()


# ------------------------------------------------------------------------------ what is drawn


@needs_poppler
@pytest.mark.parametrize("crop", list(CROPS))
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_poppler_draws_every_mark_in_its_place_and_colour(
    tmp_path: Path, rotation: int, crop: str
) -> None:
    colour = drawn_by_poppler(annotated(paper(rotation, CROPS[crop]), every_kind()), tmp_path)
    assert near(colour(140, 68), MARKER_TONES[Colour.GREEN])
    assert near(colour(100, 88), MARKER_TONES[Colour.GREEN])
    assert near(colour(180, 88), "#ffffff"), "the second line of the highlight is shorter"
    assert near(colour(140, 115.9), INK_TONES[Colour.BLUE], by=40)
    assert near(colour(140, 128.8), INK_TONES[Colour.RED], by=40)
    assert near(colour(250, 88), MARKER_TONES[Colour.PINK])
    assert near(colour(246, 124), MARKER_TONES[Colour.YELLOW])
    assert near(colour(110, 150), INK_TONES[Colour.RED])
    assert near(colour(160, 190), INK_TONES[Colour.RED])
    assert near(colour(215, 180), INK_TONES[Colour.BLUE])
    assert near(colour(60, 245), INK_TONES[Colour.BLACK], by=110), "the frame of the text box"
    dark = sum(max(colour(x / 2, 241)) < 128 for x in range(128, 380))
    assert dark > 15, "letters stand in the text box"
    for place in ((30, 30), (110, 180), (320, 300)):
        assert near(colour(*place), "#ffffff")


# ------------------------------------------------------------------------- signed and real papers


def signed_paper() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn phòng")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(MADE - timedelta(days=900))
        .not_valid_after(MADE + timedelta(days=9000))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"n", key, certificate, None, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=None)
    assert signer is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))
    meta = signers.PdfSignatureMetadata(field_name="Chu-ky")
    return signers.sign_pdf(writer, meta, signer=signer).getvalue()  # type: ignore[no-any-return]


@pytest.mark.expects_warnings
def test_the_signature_of_a_signed_paper_still_holds_in_the_copy() -> None:
    """The validator warns that it knows no rule by which annotations may follow a signature."""
    signed = signed_paper()
    copy = annotated(signed, every_kind())
    assert copy.startswith(signed)
    (signature,) = PdfFileReader(io.BytesIO(copy)).embedded_signatures
    context = ValidationContext(trust_roots=[signature.signer_cert])
    status = validate_pdf_signature(signature, context)
    assert status.intact
    assert status.valid
    assert signature.compute_integrity_info() is None
    assert len(read_by_pypdf(copy)) == 1 + len(every_kind())


@needs_real_papers
def test_marks_are_written_into_every_real_paper_behind_its_own_bytes() -> None:
    papers = real_papers(".pdf")
    assert len(papers) > 8
    for path in papers:
        data = path.read_bytes()
        copy = annotated(data, every_kind())
        assert copy.startswith(data)
        assert len(read_by_pypdf(copy)) == len(read_by_pypdf(data)) + len(every_kind())
        with pikepdf.open(io.BytesIO(copy)) as after, pikepdf.open(path) as before:
            assert len(after.pages) == len(before.pages)


@needs_real_papers
@needs_poppler
@pytest.mark.parametrize(
    "stem",
    [
        "luat-xu-ly-vi-pham-hanh-chinh-31-VBHN-VPQH-cong-bao",
        "bo-luat-hinh-su-100-2015-QH13-phan-2",
        "an-le-37-2020-AL",
    ],
)
def test_only_the_marks_change_the_picture_of_a_real_paper(tmp_path: Path, stem: str) -> None:
    data = next(p for p in real_papers(".pdf") if p.stem == stem).read_bytes()
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    before = drawn_by_poppler(data, tmp_path / "before", dpi=72)
    after = drawn_by_poppler(annotated(data, every_kind()), tmp_path / "after", dpi=72)
    changed = {
        (x, y)
        for x in range(500)
        for y in range(700)
        if before(x + 0.5, y + 0.5) != after(x + 0.5, y + 0.5)
    }
    assert changed
    assert all(55 <= x <= 295 and 55 <= y <= 268 for x, y in changed)
    blank = next(
        (x, y)
        for x in range(62, 218)
        for y in range(62, 74)
        if before(x + 0.5, y + 0.5) == (255, 255, 255)
    )
    assert near(after(blank[0] + 0.5, blank[1] + 0.5), MARKER_TONES[Colour.GREEN])
