import pytest
import torch

from unmasked.data.digits import digits


def test_every_digit_was_written_about_equally_often():
    images, labels = digits()
    assert images.shape == (1797, 1, 8, 8)
    counts = torch.bincount(labels)
    assert len(counts) == 10
    assert counts.min() > 170
    assert counts.max() < 185


def test_ink_lies_between_paper_and_black_in_sixteenths():
    images, _ = digits()
    assert (images.min(), images.max()) == (0, 1)
    assert torch.equal(images * 16, (images * 16).round())


def test_a_zero_is_hollow_and_a_one_is_not():
    images, labels = digits()
    center = images[:, 0, 3:5, 3:5].mean(dim=(1, 2))
    assert center[labels == 0].mean() < 0.2
    assert center[labels == 1].mean() > 0.6


def test_the_splits_are_all_the_images_and_share_none():
    parts = [digits(split)[0] for split in ("train", "valid", "test")]
    seen = [{tuple(image) for image in p.flatten(1).tolist()} for p in parts]
    assert sum(map(len, parts)) == 1797
    assert not seen[0] & seen[1] | seen[0] & seen[2] | seen[1] & seen[2]


def test_another_split_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="split='exam' must be one of"):
        digits("exam")
