"""Sobol's sequence by SciPy, and the direction numbers of Joe and Kuo that it brings along.

    python scripts/golden/sobol.py

writes test/golden/sobol.json (some coordinates of points without scrambling) and
src/tune/samplers/sobol/direction-numbers.ts.
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy
from scipy.stats import qmc

DIMENSIONS = 100
ROOT = Path(__file__).resolve().parents[2]

table = np.load(Path(scipy.stats.__file__).parent / '_sobol_direction_numbers.npz')
rows = []
for polynomial, initial in zip(table['poly'][:DIMENSIONS], table['vinit'][:DIMENSIONS]):
    degree = int(polynomial).bit_length() - 1
    rows.append(' '.join(str(int(number)) for number in [polynomial, *initial[: max(degree, 1)]]))

(ROOT / 'src/tune/samplers/sobol/direction-numbers.ts').write_text(
    '''/**
 * Direction numbers for Sobol's sequence by Stephen Joe and Frances Kuo (2008), "Constructing Sobol sequences with better
 * two-dimensional projections", found with criterion D6; their first dimensions, as published for everyone's use under a
 * BSD licence. A line a dimension: the primitive polynomial as a binary number, then the first numbers. Written by
 * scripts/golden/sobol.py.
 */
const TABLE = `
'''
    + '\n'.join(rows)
    + '''
`;

/** What a dimension begins with. */
export interface DirectionNumbers {
  readonly polynomial: number;
  /** As many as the degree of the polynomial. */
  readonly initial: readonly number[];
}

export const DIRECTION_NUMBERS: readonly DirectionNumbers[] = TABLE.trim()
  .split('\\n')
  .map((line) => {
    const [polynomial, ...initial] = line.split(' ').map(Number);
    return { polynomial: polynomial!, initial };
  });
'''
)

indices = [*range(40), 255, 1000, 4095]
dimensions = [0, 1, 2, 3, 4, 7, 20, 50, 98, 99]
points = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random(4096)
golden = {
    'by': f'SciPy {scipy.__version__}, Python {platform.python_version()}',
    'indices': indices,
    'dimensions': dimensions,
    'points': points[np.ix_(indices, dimensions)].tolist(),
}
(ROOT / 'test/golden/sobol.json').write_text(json.dumps(golden) + '\n')
