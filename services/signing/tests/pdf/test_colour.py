"""The colour profile: another program reads it, and takes its colours for those of sRGB."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms
from signing.pdf.colour import NAME, output_intent_object, profile_object, srgb_profile

SAMPLES = [(r, g, b) for r in range(0, 256, 51) for g in range(0, 256, 51) for b in range(0, 256, 51)]
SEAL_RED = (230, 0, 18)


def test_it_is_a_display_profile_of_version_2() -> None:
    profile = ImageCms.getOpenProfile(BytesIO(srgb_profile())).profile
    assert (profile.version, profile.device_class, profile.xcolor_space, profile.connection_space) == (
        pytest.approx(2.1, abs=0.05),
        "mntr",
        "RGB ",
        "XYZ ",
    )
    assert profile.profile_description == NAME
    assert int.from_bytes(srgb_profile()[:4]) == len(srgb_profile())


@pytest.mark.parametrize("intent", [ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC])
def test_its_colours_are_those_of_srgb(intent: ImageCms.Intent) -> None:
    ours = ImageCms.getOpenProfile(BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    colours = [*SAMPLES, SEAL_RED]
    picture = Image.frombytes("RGB", (len(colours), 1), bytes(value for colour in colours for value in colour))
    for source, target in ((ours, theirs), (theirs, ours)):
        seen = ImageCms.profileToProfile(picture, source, target, renderingIntent=intent)
        assert seen is not None
        differences = [abs(a - b) for a, b in zip(picture.tobytes(), seen.tobytes(), strict=True)]
        assert max(differences) <= 2  # of 255


def test_the_output_intent_names_it() -> None:
    assert b"/N 3" in profile_object(3)
    intent = output_intent_object(2, 3)
    assert b"/S/GTS_PDFA1" in intent
    assert b"/DestOutputProfile 3 0 R" in intent
