import { cellColor, cellText, type MatrixFigures } from '../matrix-cell.ts';

/** A cell that counts images. */
interface Cell {
  readonly element: HTMLElement;
  /** What its figure stands in: the button that opens its images, or the cell itself. */
  readonly figure: HTMLElement;
  readonly count: number;
  readonly row: number;
  readonly column: number;
}

function cellsOf(table: HTMLTableElement): Cell[] {
  return [...table.tBodies[0]!.rows].flatMap((line, row) =>
    [...line.querySelectorAll('td')].flatMap((element, column) => {
      const figure = element.querySelector('button') ?? element;
      const count = Number(figure.textContent);
      return count === 0 ? [] : [{ element, figure, count, row, column }];
    }),
  );
}

/** Lets a reader choose whether confusion matrices count images or give shares of a class. */
export function matrixFigures(): void {
  const choice = document.getElementById('matrix-figures') as HTMLSelectElement | null;
  if (choice === null) return;
  const matrices = [...document.querySelectorAll<HTMLTableElement>('table.matrix')].map(cellsOf);
  choice.addEventListener('change', () => {
    for (const cells of matrices) show(cells, choice.value as MatrixFigures);
  });
}

function show(cells: readonly Cell[], figures: MatrixFigures): void {
  const totals = new Map<number, number>();
  const classOf = ({ row, column }: Cell): number => (figures === 'predictedClass' ? column : row);
  for (const cell of cells) totals.set(classOf(cell), (totals.get(classOf(cell)) ?? 0) + cell.count);
  for (const cell of cells) {
    const share = cell.count / totals.get(classOf(cell))!;
    const { percent, strong } = cellColor(share);
    cell.element.style.setProperty('--share', `${percent}%`);
    cell.element.classList.toggle('strong', strong);
    cell.figure.textContent = cellText(cell.count, share, figures);
  }
}
