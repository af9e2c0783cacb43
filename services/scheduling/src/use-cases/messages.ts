import type {
  Block as BlockMessage,
  OfficeSchedule as ScheduleMessage,
  TimeRange,
} from '@creneau/proto/scheduling/v1/messages';
import type { Block } from '../domain/block';
import type { Span } from '../domain/planning-day';
import type { OfficeSchedule } from '../domain/schedule';

/** Seconds to instants, at the border to messages. */
export const timeRange = (span: Span): TimeRange => ({ start: instant(span.startS), end: instant(span.endS) });

export const instant = (epochSeconds: number): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(epochSeconds * 1000);

export const epochSeconds = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / 1000);

export const scheduleMessage = (officeId: string, schedule: OfficeSchedule | undefined): ScheduleMessage => ({
  officeId,
  generated: Boolean(schedule?.generatedThrough),
  timeZone: schedule?.tz ?? '',
  windowDays: schedule?.windowDays ?? 0,
  generatedThrough: schedule?.generatedThrough?.toString() ?? '',
  settingsVersion: schedule?.settingsVersion ?? 0,
});

/** For staff with its label; events go without, since it may say something personal. */
export const blockMessage = (block: Block, label = ''): BlockMessage => ({
  id: block.id,
  officeId: block.officeId,
  during: timeRange(block.span),
  label,
  placedAt: block.placedAt,
});
