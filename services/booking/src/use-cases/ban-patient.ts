import { notFound } from '@creneau/chassis';
import { PatientBanned } from '@creneau/proto/booking/v1/events';
import { findOfficePatient, lockPatient, saveBan } from '../outbound/postgres/patient-repository';
import type { Deps } from './ports';

export interface BanPatient {
  officeId: string;
  patientId: string;
  banned: boolean;
  byId: string;
}

/**
 * Bans a patient from booking in the office, or lets her again; repeating it changes nothing. Once this answers, no booking
 * of hers can succeed any more, not even one whose slot is claimed. Visits that stand stay.
 * Throws `not_found` (patient_not_found) for somebody who was never the office's patient.
 */
export const makeBanPatient =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock'>) =>
  (cmd: BanPatient): Promise<void> =>
    d.postgres.tx(async (tx) => {
      const { officeId, patientId, banned } = cmd;
      await lockPatient(tx, patientId);
      if (!(await findOfficePatient(tx, officeId, patientId)))
        throw notFound('patient_not_found', 'The office has no such patient.');
      const version = await saveBan(tx, { ...cmd, at: d.clock.now() });
      if (version) await d.outbox.add(tx, officeId, PatientBanned, { officeId, patientId, version, banned });
    });
