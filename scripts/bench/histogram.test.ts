import { histogramOf, observations, quantile, shareWithin, since } from './histogram';

const page = (...counts: number[]): string =>
  [0.1, 0.5, '+Inf'].map((bound, index) => `age_bucket{group="a",le="${bound}"} ${counts[index]}`).join('\n');

describe('a histogram of metrics', () => {
  it('adds up the series of a name', () => {
    const both = histogramOf(`${page(1, 2, 2)}\n${page(3, 4, 5).replaceAll('"a"', '"b"')}`, 'age');
    expect(both.get(0.5)).toBe(6);
    expect(observations(both)).toBe(7);
  });

  it('counts what came between two readings', () => {
    const passed = since(histogramOf(page(10, 10, 10), 'age'), histogramOf(page(60, 109, 110), 'age'));
    expect(observations(passed)).toBe(100);
    expect(shareWithin(passed, 0.5)).toBe(0.99);
  });

  it('tells a quantile between the bounds, and no more than the last bound', () => {
    const histogram = histogramOf(page(50, 100, 100), 'age');
    expect(quantile(histogram, 0.75)).toBeCloseTo(0.3);
    expect(quantile(histogramOf(page(0, 0, 10), 'age'), 0.99)).toBe(0.5);
  });
});
