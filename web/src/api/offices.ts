import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client';

export type OfficeSummary = Schema['OfficeSummary'];
export type Office = Schema['Office'];
export type Profile = Schema['PublicProfile'];
export type Availability = Schema['Availability'];

export const pageSize = 20;

export const searchQuery = (q: string, city: string, offset: number) =>
  queryOptions({
    queryKey: ['offices', q, city, offset],
    queryFn: () => answer(api.GET('/api/offices', { params: { query: { q, city, limit: pageSize, offset } } })),
  });

export const officeQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['office', officeId],
    queryFn: () => answer(api.GET('/api/offices/{officeId}', { params: { path: { officeId } } })),
    staleTime: 60_000,
  });

export const availabilityKey = (officeId: string) => ['availability', officeId] as const;

/** Every free start of the days, both inclusive. */
export const availabilityQuery = (officeId: string, from: string, to: string) =>
  queryOptions({
    queryKey: [...availabilityKey(officeId), from, to],
    queryFn: () =>
      answer(api.GET('/api/offices/{officeId}/availability', { params: { path: { officeId }, query: { from, to } } })),
    staleTime: 10_000,
    refetchInterval: 60_000,
  });
