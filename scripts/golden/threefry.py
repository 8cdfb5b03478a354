"""Threefry-2x32-20 (Salmon et al. 2011) and the named streams of src/core/random.ts, in NumPy, bit for bit.

Run it to check it against numbers that the TypeScript printed:

    python scripts/golden/threefry.py
"""

import numpy as np

PARITY = 0x1BD11BDA
MASK = 0xFFFFFFFF
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def threefry2x32(key0, key1, counter0, counter1):
    """One block for each counter; takes and gives 32-bit words as uint64 arrays or Python integers."""
    keys = (key0 & MASK, key1 & MASK, (key0 ^ key1 ^ PARITY) & MASK)
    x0 = (np.asarray(counter0, dtype=np.uint64) + np.uint64(keys[0])) & np.uint64(MASK)
    x1 = (np.asarray(counter1, dtype=np.uint64) + np.uint64(keys[1])) & np.uint64(MASK)
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            x0 = (x0 + x1) & np.uint64(MASK)
            x1 = ((x1 << np.uint64(rotation)) | (x1 >> np.uint64(32 - rotation))) & np.uint64(MASK)
            x1 = x1 ^ x0
        x0 = (x0 + np.uint64(keys[(group + 1) % 3])) & np.uint64(MASK)
        x1 = (x1 + np.uint64((keys[(group + 2) % 3] + group + 1) & MASK)) & np.uint64(MASK)
    return x0, x1


def hash_text(text):
    """A 32-bit FNV-1a hash of the text's UTF-16 code units (ASCII is enough here)."""
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & MASK
    return value


class RandomStream:
    """The numbers that `RandomStream` of src/core/random.ts draws, many at a time."""

    def __init__(self, key0, key1):
        self.key0, self.key1 = key0, key1
        self.position = 0  # in words

    def uint32(self, count):
        """The next `count` words, as a uint64 array."""
        first, last = self.position // 2, (self.position + count + 1) // 2
        counters = np.arange(first, last, dtype=np.uint64)
        words = np.empty(2 * (last - first), dtype=np.uint64)
        words[0::2], words[1::2] = threefry2x32(
            self.key0, self.key1, counters & np.uint64(MASK), counters >> np.uint64(32)
        )
        start = self.position - 2 * first
        self.position += count
        return words[start : start + count]

    def float64(self, count):
        words = self.uint32(2 * count)
        high = (words[0::2] >> np.uint64(5)).astype(np.float64)
        low = (words[1::2] >> np.uint64(6)).astype(np.float64)
        return (high * float(0x4000000) + low) / float(0x20000000000000)

    def uniform(self, low, high, count):
        return low + (high - low) * self.float64(count)

    def integer(self, bound):
        limit = 0x100000000 - 0x100000000 % bound
        while True:
            word = int(self.uint32(1)[0])
            if word < limit:
                return word % bound


def random_stream(seed, purpose, *indices):
    """The stream named by a seed, a purpose and indices, as `randomStream` of src/core/random.ts."""
    key = threefry2x32(seed & MASK, seed >> 32, hash_text(purpose), 0)
    key = (int(key[0]), int(key[1]))
    for index in indices:
        words = threefry2x32(key[0], key[1], index & MASK, index >> 32)
        key = (int(words[0]), int(words[1]))
    return RandomStream(*key)


def check():
    """Compares with what the TypeScript printed for the same streams."""
    stream = random_stream(7, 'golden-images', 3)
    assert stream.uint32(5).tolist() == WORDS
    stream = random_stream(2**40 + 5, 'golden-weights', 0, 2**33 + 1)
    assert stream.uniform(-0.3, 0.3, 3).tolist() == UNIFORMS
    stream = random_stream(7, 'golden-labels', 9)
    assert [stream.integer(10) for _ in range(12)] == INTEGERS
    # One word, then a pair that straddles two blocks.
    stream = random_stream(0, 'odd')
    assert [int(stream.uint32(1)[0]), float(stream.float64(1)[0])] == STRADDLING


# Printed by src/core/random.ts.
WORDS = [4266447642, 1059883450, 646648480, 2687605275, 1105691814]
UNIFORMS = [-0.23690595017405064, -0.10072913203629999, 0.16707180143320338]
INTEGERS = [5, 8, 3, 9, 7, 0, 3, 0, 2, 1, 3, 8]
STRADDLING = [2348743417, 0.30820235228153536]

if __name__ == '__main__':
    check()
    print('threefry.py agrees with src/core/random.ts')
