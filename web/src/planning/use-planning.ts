import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Planning, planningQuery } from '../api/staff';
import { useLanguage } from '../i18n/use-language';
import { dayOf } from '../time/format';
import { changesBetween } from './changes';
import { keepPlanning, keptPlanning } from './kept-planning';
import { planningLine } from './line';
import { type LiveState, useLive } from './use-live';

const glowMs = 6000;
/** What was read ahead of the page is not read again when it opens. */
const justReadMs = 5000;

/** The planning of an office, read again at each hint; with what just changed, and how old it is. */
export const usePlanning = (officeId: string) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveState>('connecting');
  const [kept] = useState(() => keptPlanning(officeId));
  const query = useQuery({
    ...planningQuery(officeId),
    initialData: kept?.planning,
    initialDataUpdatedAt: kept?.at,
    staleTime: justReadMs,
    refetchInterval: live === 'live' ? 5 * 60_000 : 60_000,
    refetchIntervalInBackground: true,
  });

  const read = useCallback(
    async (sequence?: number) => {
      const { queryKey } = planningQuery(officeId);
      // A hint may overtake the reading under way: ask again until the answer includes what the hint told of.
      for (let round = 0; round < 4; round++) {
        await queries.refetchQueries({ queryKey }, { cancelRefetch: true });
        const now = queries.getQueryData(queryKey);
        if (sequence === undefined || !now || now.sequence >= sequence) return;
        await new Promise((resolve) => setTimeout(resolve, 250 * (round + 1)));
      }
    },
    [officeId, queries],
  );
  const state = useLive(officeId, (sequence) => void read(sequence));
  useEffect(() => setLive(state), [state]);

  const last = useRef<Planning | undefined>(undefined);
  const [glowing, setGlowing] = useState<ReadonlySet<string>>(new Set());
  const [news, setNews] = useState('');
  useEffect(() => {
    const planning = query.data;
    if (!planning) return;
    keepPlanning(planning, query.dataUpdatedAt);
    const before = last.current;
    last.current = planning;
    if (!before || before.officeId !== planning.officeId || before === planning) return;
    const changes = changesBetween(
      before.coming,
      planning.coming,
      (visit) => dayOf(visit.startsAt, planning.timeZone) >= planning.today,
    );
    if (changes.length === 0) return;
    setNews(
      changes
        .slice(0, 3)
        .map(({ kind, visit }) =>
          t(`planning.news.${kind}`, { line: planningLine(visit, planning.timeZone, language) }),
        )
        .join(' '),
    );
    setGlowing(new Set(changes.map((change) => change.visit.appointmentId)));
    const timer = setTimeout(() => setGlowing(new Set()), glowMs);
    return () => clearTimeout(timer);
  }, [query.data, query.dataUpdatedAt, t, language]);

  return { query, live: state, glowing, news, refresh: () => void read() };
};
