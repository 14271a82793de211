from unmasked.data.addresses import addresses
from unmasked.data.prose import moby_dick, state_of_the_union


def test_the_state_of_the_union_is_the_addresses_in_order():
    texts = state_of_the_union().split("\n\n")
    assert texts == [address.text for address in addresses()]


def test_moby_dick_has_its_chapters_in_order():
    lines = moby_dick().split("\n")
    numbers = [
        int(line.split()[1].rstrip("."))
        for line in lines
        if line.startswith("CHAPTER ")
    ]
    assert numbers == list(range(1, 136))


def test_moby_dick_ends_with_the_epilogue():
    last = moby_dick().strip()[-60:]
    assert last.endswith("only found another orphan.")
