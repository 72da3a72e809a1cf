"""What comes in as a picture: refused in words when it is none, broken, too large or meant to break us."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from editorial.models import Asset, AssetState
from editorial.pictures import closed, confined
from editorial.pictures import gif as gif_blocks
from editorial.pictures.rules import Refusal
from editorial.words.pictures import refusal_sentence, sentence_of
from tests import make_pictures
from tests.waiting import processor_s

pytestmark = pytest.mark.django_db

SVG = (
    b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
)
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (
            make_pictures.png_that_says(25_000, 25_000),
            "big.png",
            "This picture has 625 megapixels; 50 is the most.",
        ),
        (HTML, "photo.jpg", "This file is not a picture, although it ends in .jpg."),
        (SVG, "logo.svg", "SVG is not accepted by networks. Export it as PNG."),
        (SVG, "logo.png", "SVG is not accepted by networks. Export it as PNG."),
        (
            b"<svg onload='alert(1)'/>",
            "a.jpg",
            "SVG is not accepted by networks. Export it as PNG.",
        ),
        (
            make_pictures.gif(601),
            "long.gif",
            "Too long for a GIF (601 frames; 600 at most). Convert it to a video.",
        ),
        (
            HEIC,
            "IMG_1.HEIC",
            "HEIC and AVIF are not taken here. Save the picture as JPEG and upload it again.",
        ),
        (b"", "nothing.png", "This file is empty."),
        (
            b"GIF89a",
            "cut.gif",
            "This picture ends early; the file seems incomplete. Upload it again.",
        ),
        (
            b"%PDF-1.7\n" + b"x" * 900,
            "plan.pdf",
            "This file is neither a picture nor a video. JPEG, PNG, WebP, GIF, MP4, MOV and WebM are taken.",
        ),
        (
            b"FLV\x01" + b"\0" * 99,
            "film.flv",
            "This kind of video is not taken. Export it as MP4 (H.264).",
        ),
    ],
)
def test_what_is_no_picture_for_networks_is_refused_in_words_and_leaves_nothing(
    cast, media, data, name, sentence
):
    started = processor_s()
    with pytest.raises(Refusal) as refused:
        make_pictures.received(cast.bruno, cast.client, data, name=name)

    assert processor_s() - started < 1
    assert refusal_sentence(refused.value, name=name) == sentence
    assert not Asset.objects.exists()
    assert files_in(media) == []


def test_a_gif_of_three_thousand_frames_is_counted_in_its_blocks(cast):
    data = make_pictures.gif(2)
    pieces = [data[start:end] for _kind, start, end in gif_blocks._blocks(data)]
    long = data[:-1] + b"".join(pieces[-2:]) * 2_998 + b";"
    started = processor_s()
    with pytest.raises(Refusal) as refused:
        make_pictures.received(cast.bruno, cast.client, long, name="x.gif")

    assert processor_s() - started < 1
    assert refusal_sentence(refused.value) == (
        "Too long for a GIF (3,000 frames; 600 at most). Convert it to a video."
    )


def test_fifty_megapixels_are_made_in_ten_seconds_with_six_hundred_megabytes(tmp_path):
    """The worst kind: see-through, so that nothing can be thrown away early."""
    source = tmp_path / "big.png"
    noise = Image.effect_noise((500, 625), 60).resize((6_250, 8_000))
    Image.merge("RGBA", [noise] * 4).save(source, "PNG", compress_level=1)
    started = processor_s()

    answer = confined.run({"deed": "prepare", "source": str(source), "folder": str(tmp_path)})

    assert answer["n_bytes_of_memory"] < 600_000_000
    assert processor_s() - started < closed.MOST_CPU_S  # ten on a machine with nothing else to do


def test_a_picture_that_takes_too_much_memory_ends_its_process_and_nothing_else(
    tmp_path, monkeypatch
):
    source = tmp_path / "big.jpg"
    source.write_bytes(make_pictures.picture(size=(5_000, 5_000)))
    (tmp_path / "tight.py").write_text(
        "import sys\n"
        "from editorial.pictures import closed\n"
        "closed.MOST_MEMORY = 150 * 2**20\n"
        "closed.close_the_doors()\n"
        "import json\n"
        "print(json.dumps(closed.do(json.loads(sys.stdin.read()))))\n"
    )
    run = subprocess.run(
        [sys.executable, str(tmp_path / "tight.py")],
        input=json.dumps({"deed": "prepare", "source": str(source), "folder": str(tmp_path)}),
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert json.loads(run.stdout)["refused"] == "too_heavy"


def test_the_closed_process_knows_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "must not be seen")
    seen: dict[str, object] = {}

    def look(*args, **how):
        seen.update(how["env"])
        raise subprocess.TimeoutExpired("x", 1)

    monkeypatch.setattr(subprocess, "run", look)
    with pytest.raises(Refusal) as refused:
        confined.run({"deed": "prepare", "source": "", "folder": ""})

    assert refused.value.code == "too_heavy"
    assert set(seen) == {"PATH", "LC_ALL", "MALLOC_ARENA_MAX"}


def test_a_file_above_the_bound_is_refused_with_both_numbers(cast, settings):
    settings.MEDIA_MAX_BYTES = 2_000_000
    with pytest.raises(Refusal) as refused:
        make_pictures.received(cast.bruno, cast.client, b"\xff\xd8\xff" + b"x" * 3_000_000)

    assert refusal_sentence(refused.value) == "This file has 4 MB; 2 is the most."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_early_is_found_out_by_the_worker(cast, kind):
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, kind)
    data = out.getvalue()
    try:
        asset = make_pictures.ready(cast.bruno, cast.client, data[: len(data) * 6 // 10])
    except Refusal as refusal:
        code, params = refusal.code, refusal.params
    else:
        assert asset.state == AssetState.REFUSED
        assert asset.received_file == ""
        code, params = asset.reason, asset.reason_params

    assert sentence_of(code, params) == (
        "This picture ends early; the file seems incomplete. Upload it again."
    )


def test_a_bomb_that_says_a_small_size_first_is_refused_by_the_worker(cast):
    asset = make_pictures.ready(
        cast.bruno, cast.client, make_pictures.png_that_says(7_000, 7_000), name="b.png"
    )

    assert (asset.state, asset.reason) == (AssetState.REFUSED, "truncated")
