import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../api/appointments';
import { availabilityQuery, type Office, type Profile } from '../api/offices';
import { useMe } from '../api/session';
import { Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { AfterAWhile, Bone } from '../components/skeleton';
import type { InstantText } from '../time/format';
import { BookingDone } from './booking-done';
import { BookingForm } from './booking-form';
import { changed, type Draft, keepDraft, newKey, readDraft } from './draft';
import c from './open-booking.module.css';
import { SlotPicker } from './slot-picker';

/** Slot, reason, confirmation: one page, and nothing of it lost by signing in in between. */
export const OpenBooking = ({ office, profile }: { office: Office; profile: Profile }) => {
  const { t } = useTranslation('booking');
  const me = useMe();
  const { officeId } = office;
  const [draft, setDraftState] = useState<Draft | undefined>(() => readDraft(officeId));
  const [booked, setBooked] = useState<Appointment>();
  const [choosing, setChoosing] = useState(draft === undefined);
  const availability = useQuery({ ...availabilityQuery(officeId), enabled: choosing && !booked });

  const setDraft = (next: Draft | undefined) => {
    setDraftState(next);
    keepDraft(officeId, next);
  };

  const pick = (startsAt: InstantText) => {
    setDraft(draft ? changed(draft, { startsAt }) : { startsAt, reason: '', phone: '', key: newKey() });
    setChoosing(false);
  };

  if (booked) {
    return (
      <BookingDone
        appointment={booked}
        office={office}
        email={me?.email ?? ''}
        onAnother={() => {
          setBooked(undefined);
          setChoosing(true);
        }}
      />
    );
  }

  if (draft && !choosing) {
    return (
      <BookingForm
        office={office}
        profile={profile}
        draft={draft}
        onChange={setDraft}
        onChoose={() => setChoosing(true)}
        onBooked={(appointment) => {
          setDraft(undefined);
          setBooked(appointment);
        }}
      />
    );
  }

  return (
    <section className={c.section} aria-labelledby="choose">
      <h2 id="choose" className={c.heading}>
        {t('office.choose')}
      </h2>
      {profile.visitKinds && <p className={c.kinds}>{profile.visitKinds}</p>}
      {profile.bookingMode === 'A' && (
        <Notice tone="info">
          <p>{t('office.listedOnly')}</p>
        </Notice>
      )}
      <Loaded
        query={availability}
        skeleton={<PickerSkeleton />}
        refused={(problem) =>
          problem.code === 'planning_not_generated' ? (
            <Notice tone="info" title={t('office.closed')}>
              <p>{t('office.closedText')}</p>
            </Notice>
          ) : undefined
        }
      >
        {({ days, timeZone }) => <SlotPicker days={days} timeZone={timeZone} onPick={pick} />}
      </Loaded>
    </section>
  );
};

/** Keeps the room that the picker will take, so that nothing below it jumps. */
const PickerSkeleton = () => (
  <div className={c.room} aria-hidden="true">
    <AfterAWhile>
      <div className={c.section}>
        <Bone height="3.25rem" />
        <Bone height="3rem" />
        <Bone height="20rem" />
      </div>
    </AfterAWhile>
  </div>
);
