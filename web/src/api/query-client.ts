import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem';

/** Answers of one page load, kept in memory only. A call that finds nobody signed in makes the page ask who is. */
const makeQueryClient = (): QueryClient => {
  const onError = (error: unknown) => {
    if (error instanceof ProblemError && error.status === 401) void client.invalidateQueries({ queryKey: ['session'] });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => error instanceof ProblemError && error.transient && count < 2,
        retryDelay: (count) => Math.min(500 * 2 ** count, 4000),
        // A phone that says it is offline may be wrong: try, and let the page say what came of it.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
};

export const queries = makeQueryClient();
