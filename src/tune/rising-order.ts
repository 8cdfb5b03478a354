/** The places of some numbers in rising order, equal ones in their own. Many times as fast as a sort that compares. */
export function risingOrder(numbers: Float64Array): Int32Array {
  const rising = numbers.toSorted();
  const order = new Int32Array(numbers.length);
  /** How many have been placed among the equals that begin here. */
  const placed = new Int32Array(numbers.length);
  for (let index = 0; index < numbers.length; index++) {
    const first = firstPlace(rising, numbers[index]!);
    order[first + placed[first]!++] = index;
  }
  return order;
}

function firstPlace(rising: Float64Array, number: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
