/** A Prometheus histogram: how many observations lie at or below each bound. */
export type Histogram = ReadonlyMap<number, number>;

/** Reads one histogram, its series added up, out of a page of metrics. */
export const histogramOf = (metrics: string, name: string): Histogram => {
  const counts = new Map<number, number>();
  for (const [, bound = '', count = ''] of metrics.matchAll(
    new RegExp(`^${name}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\S+)$`, 'gm'),
  )) {
    const at = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
    counts.set(at, (counts.get(at) ?? 0) + Number(count));
  }
  return counts;
};

/** What was observed between two readings. */
export const since = (before: Histogram, after: Histogram): Histogram =>
  new Map([...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));

export const observations = (histogram: Histogram): number => Math.max(0, ...histogram.values());

/** The share of observations at or below one of the histogram's own bounds. */
export const shareWithin = (histogram: Histogram, bound: number): number =>
  (histogram.get(bound) ?? 0) / observations(histogram);

/** The value below which this share lies, on a straight line between the bounds around it. */
export const quantile = (histogram: Histogram, share: number): number => {
  const wanted = share * observations(histogram);
  let [low, below] = [0, 0];
  for (const [bound, count] of [...histogram].sort(([a], [b]) => a - b)) {
    if (count >= wanted) {
      if (bound === Number.POSITIVE_INFINITY) return low;
      return low + ((bound - low) * (wanted - below)) / Math.max(1, count - below);
    }
    [low, below] = [bound, count];
  }
  return Number.NaN;
};
