import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { herePath, signInUrl } from '../api/session';
import { Notice } from './notice';
import { ListSkeleton } from './skeleton';

type Props<T> = {
  query: UseQueryResult<T>;
  skeleton?: ReactNode;
  /** Answers a refusal in the page's own words; undefined leaves it to the usual ones. */
  refused?: (problem: ProblemError) => ReactNode | undefined;
  children: (data: T) => ReactNode;
};

/** The three faces of something asked for: on its way, failed (with a way to try again), there. */
export const Loaded = <T,>({ query, skeleton, refused, children }: Props<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return skeleton ?? <ListSkeleton />;
  const own = query.error instanceof ProblemError ? refused?.(query.error) : undefined;
  if (own !== undefined) return own;
  if (query.error instanceof ProblemError && query.error.status === 401) return <GoToSignIn />;
  return <Failed error={query.error} retry={() => void query.refetch()} />;
};

/** Why something failed, in words. Never leads elsewhere: what was typed for it is still on the page. */
export const Failed = ({ error, retry }: { error: unknown; retry?: () => void }) => {
  const { t } = useTranslation();
  const problem = error instanceof ProblemError ? error : undefined;
  return (
    <Notice tone="danger" title={titleOf(problem, t('states.offline'), t('states.failed'))} live>
      {problem?.detail && <p>{problem.detail}</p>}
      {retry && (
        <Button variant="default" onClick={retry}>
          {t('states.retry')}
        </Button>
      )}
    </Notice>
  );
};

const titleOf = (problem: ProblemError | undefined, offline: string, failed: string): string => {
  if (problem?.code === 'unreachable') return offline;
  return problem && problem.status < 500 && problem.message !== problem.code ? problem.message : failed;
};

/** Leads to the sign-in page and back here, leaving no trace in the history. */
export const GoToSignIn = () => {
  const { t } = useTranslation();
  useEffect(() => {
    location.replace(signInUrl(herePath()));
  }, []);
  return <p role="status">{t('states.signingIn')}</p>;
};
