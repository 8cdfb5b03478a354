import { describe, expect, it } from 'vitest';
import { embeddingInfo, embeddingLegend, embeddingSpec } from './embedding.ts';

const embedding = {
  method: 'PCA' as const,
  coordinates: [0, 1, 2, 3, 4, 5],
  labels: [1, 0, 1],
  predictions: [1, 1, 1],
  classNames: ['a', 'b', 'none'],
};

describe('embeddingInfo', () => {
  it('has the examples of each class', () => {
    expect(embeddingInfo(embedding).classes).toEqual([
      [{ image: 1, x: 2, y: 3, prediction: 1 }],
      [
        { image: 0, x: 0, y: 1, prediction: 1 },
        { image: 2, x: 4, y: 5, prediction: 1 },
      ],
      [],
    ]);
  });

  it('names axes and images', () => {
    const info = embeddingInfo({ ...embedding, explained: [0.4, 0.1], indices: [7, 8, 9] });
    expect(info.axes).toEqual(['PCA 1 (40% of the variance)', 'PCA 2 (10% of the variance)']);
    expect(info.classes[0]![0]!.image).toBe(8);
    expect(embeddingInfo({ ...embedding, method: 'UMAP' }).axes).toEqual(['UMAP 1', 'UMAP 2']);
  });

  it('refuses coordinates of other examples', () => {
    expect(() => embeddingInfo({ ...embedding, coordinates: [0, 1] })).toThrow(
      'embedding: got 3 labels, 3 predictions and 2 coordinates',
    );
  });
});

describe('embeddingSpec', () => {
  it('marks what was taken for another class', () => {
    const { series } = embeddingSpec(embeddingInfo(embedding));
    const wrong = (series as { name: string; data: unknown }[]).find(({ name }) => name === 'wrong');
    expect(wrong!.data).toEqual([[2, 3]]);
    expect(embeddingLegend(embeddingInfo(embedding)).at(-1)!.label).toBe('taken for another class');
  });
});
