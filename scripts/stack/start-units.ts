import type { Reporter } from './report';
import type { Supervisor } from './supervisor';
import type { Unit } from './unit';

/** Lets so many bodies run at a time. */
const makeGate = (places: number): (<T>(body: () => Promise<T>) => Promise<T>) => {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (body) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await body();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
};

/**
 * Prepares and starts units, each as soon as what it needs answers. Preparations (downloads, builds) run two at a
 * time, which is what two cores bear.
 */
export const startUnits = async (units: readonly Unit[], supervisor: Supervisor, report: Reporter): Promise<void> => {
  await supervisor.refuseTakenPorts(units);
  const gate = makeGate(2);
  const started = new Map<string, Promise<void>>();
  const bring = async (unit: Unit): Promise<void> => {
    await gate(async () => unit.prepare?.(report.for(unit.name)));
    await Promise.all(unit.needs.map((name) => started.get(name)));
    await supervisor.start(unit);
  };
  for (const unit of units) started.set(unit.name, bring(unit));
  await Promise.all(started.values());
};
