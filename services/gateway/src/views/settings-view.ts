import {
  BookingMode,
  type OfficeSettings,
  ReasonMode,
  type VisitReason,
} from '@creneau/proto/officeconfig/v1/messages';
import type * as z from 'zod';
import type { PublicProfile, Settings, SettingsInput } from '../api/profile';
import type { Reason } from '../api/reasons';
import { utcInstant } from './office-time';
import { textOrNull } from './visit-view';

const modes = (s: OfficeSettings): { bookingMode: 'L' | 'A'; reasonMode: 'L' | 'T' } => ({
  bookingMode: s.bookingMode === BookingMode.LISTED_EMAIL ? 'A' : 'L',
  reasonMode: s.reasonMode === ReasonMode.TABLE ? 'T' : 'L',
});

/** What anybody may read. */
export const profileView = (s: OfficeSettings): z.input<typeof PublicProfile> => ({
  specialities: s.specialities,
  paymentMeans: s.paymentMeans,
  transport: s.transport,
  access: s.access,
  windowDays: s.windowDays,
  visitKinds: s.visitKinds,
  conventionType: s.conventionType,
  vitaleCard: s.vitaleCard,
  patientsMayCancel: s.patientsMayCancel,
  cancelCutoffHours: s.cancelCutoffHours,
  visitMinutes: s.visitMinutes,
  street: s.street,
  postalCode: s.postalCode,
  city: s.city,
  secretariatPhone: s.secretariatPhone,
  ...modes(s),
  weeklyHours: s.weeklyHours.map((day) => ({
    weekday: day.weekday,
    morning: day.morning ?? null,
    afternoon: day.afternoon ?? null,
  })),
  teleconsultationPriceCents: s.teleconsultationPriceCents === 0 ? null : s.teleconsultationPriceCents,
  timeZone: s.timeZone,
  version: s.version,
});

export const settingsView = (s: OfficeSettings): z.input<typeof Settings> => ({
  officeId: s.officeId,
  ...profileView(s),
  bankDetails: textOrNull(s.bankDetails),
  authorId: textOrNull(s.authorId),
  savedAt: s.savedAt ? utcInstant(s.savedAt) : null,
});

/** What office-config is asked to save: what it decides itself is left empty. */
export const settingsMessage = (officeId: string, input: z.output<typeof SettingsInput>): OfficeSettings => ({
  ...input,
  officeId,
  authorId: '',
  savedAt: undefined,
  timeZone: '',
  mainFunction: '',
  bookingMode: input.bookingMode === 'A' ? BookingMode.LISTED_EMAIL : BookingMode.FREE,
  reasonMode: input.reasonMode === 'T' ? ReasonMode.TABLE : ReasonMode.FREE_TEXT,
  weeklyHours: input.weeklyHours.map((day) => ({
    weekday: day.weekday,
    morning: day.morning ?? undefined,
    afternoon: day.afternoon ?? undefined,
  })),
  bankDetails: input.bankDetails ?? '',
  teleconsultationPriceCents: input.teleconsultationPriceCents ?? 0,
});

export const reasonView = (reason: VisitReason): z.input<typeof Reason> => ({ reasonId: reason.id, text: reason.text });
