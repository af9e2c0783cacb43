import { Button, Radio, TextInput } from '@mantine/core';
import { IconCalendarEvent } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Appointment, bookAppointment } from '../api/appointments';
import { availabilityKey, type Office, type Profile } from '../api/offices';
import { ProblemError } from '../api/problem';
import { herePath, signInUrl, useMe } from '../api/session';
import { Stack } from '../components/card';
import { focusFirstFault } from '../components/focus-fault';
import { keepFocus } from '../components/keep-focus';
import { Notice } from '../components/notice';
import { useLanguage } from '../i18n/use-language';
import { momentText } from '../time/format';
import { bookPersistently } from './book-persistently';
import c from './booking-form.module.css';
import { changed, type Draft } from './draft';
import { Refused, slotIsGone } from './refused';
import { isTeleconsultation, looksLikePhone } from './reserved-word';

type Props = {
  office: Office;
  profile: Profile;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onChoose: () => void;
  onBooked: (appointment: Appointment) => void;
};

/** The chosen slot, the reason, one button. What was typed stays, whatever the answer. */
export const BookingForm = ({ office, profile, draft, onChange, onChoose, onBooked }: Props) => {
  const { t } = useTranslation(['booking', 'common']);
  const language = useLanguage();
  const me = useMe();
  const queries = useQueryClient();
  const title = useRef<HTMLHeadingElement>(null);
  const [faults, setFaults] = useState<{ reason?: string; phone?: string }>({});
  const table = profile.reasonMode === 'T';
  const asksReason = !table || office.reasons.length > 0;
  // The table may have changed since the draft was kept.
  const inTable = office.reasons.some((reason) => reason.text === draft.reason);
  const tele = asksReason && isTeleconsultation(draft.reason);

  useEffect(() => title.current?.focus(), []);

  const booking = useMutation({
    mutationFn: () =>
      bookPersistently(
        (key) =>
          bookAppointment(
            {
              officeId: office.officeId,
              startsAt: draft.startsAt,
              reason: asksReason ? draft.reason.trim() || null : null,
              phone: tele ? draft.phone.trim() : null,
            },
            key,
          ),
        draft.key,
      ),
    onSuccess: (appointment) => {
      void queries.invalidateQueries({ queryKey: availabilityKey(office.officeId) });
      void queries.invalidateQueries({ queryKey: ['my-appointments'] });
      onBooked(appointment);
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return;
      if (error.status === 401) location.assign(signInUrl(herePath()));
      if (slotIsGone(error)) void queries.invalidateQueries({ queryKey: availabilityKey(office.officeId) });
      const found = Object.fromEntries(error.faults.map((fault) => [fault.field, fault.message]));
      if (found.reason || found.phone) {
        setFaults({ reason: found.reason, phone: found.phone });
        focusFirstFault();
      }
    },
  });

  const check = () => {
    const next = {
      reason: table && asksReason && !inTable ? t('form.reasonNeeded') : undefined,
      phone: tele && !looksLikePhone(draft.phone) ? t('form.phoneNeeded') : undefined,
    };
    setFaults(next);
    return !next.reason && !next.phone;
  };

  const edit = (change: Partial<Omit<Draft, 'key'>>) => {
    setFaults({});
    onChange(changed(draft, change));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!check()) focusFirstFault();
    else if (me) booking.mutate();
    else location.assign(signInUrl(herePath()));
  };

  const problem = booking.error instanceof ProblemError ? booking.error : undefined;
  return (
    <section aria-labelledby="confirm" className={c.section}>
      <div className={c.chosen}>
        <IconCalendarEvent size={28} stroke={1.75} aria-hidden="true" />
        <div>
          <p className={c.label}>{t('form.chosen')}</p>
          <h2 id="confirm" className={c.moment} ref={title} tabIndex={-1}>
            {momentText(draft.startsAt, profile.timeZone, language)}
          </h2>
        </div>
        <Button variant="default" disabled={booking.isPending} onClick={onChoose}>
          {t('form.change')}
        </Button>
      </div>
      {problem && !(faults.reason || faults.phone) && (
        <Refused
          problem={problem}
          timeZone={profile.timeZone}
          onPick={(startsAt) => {
            booking.reset();
            edit({ startsAt });
            title.current?.focus();
          }}
          onChoose={onChoose}
        />
      )}
      <form onSubmit={submit} noValidate className={c.form}>
        <Stack>
          {/* While it is being booked, nothing else can be asked for. */}
          <fieldset disabled={booking.isPending} className={c.fields}>
            {asksReason && !table && (
              <TextInput
                label={t('form.reasonFree')}
                description={t('form.reasonHint')}
                value={draft.reason}
                error={faults.reason}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => edit({ reason: event.currentTarget.value })}
              />
            )}
            {asksReason && table && (
              <Radio.Group
                label={t('form.reasonTable')}
                value={draft.reason}
                error={faults.reason}
                onChange={(reason) => edit({ reason })}
              >
                <div className={c.reasons}>
                  {office.reasons.map((reason) => (
                    <Radio
                      key={reason.reasonId}
                      value={reason.text}
                      label={reason.text}
                      size="md"
                      className={c.reason}
                      aria-invalid={faults.reason ? true : undefined}
                    />
                  ))}
                </div>
              </Radio.Group>
            )}
            {tele && (
              <TextInput
                type="tel"
                inputMode="tel"
                autoComplete="tel"
                required
                label={t('form.phone')}
                description={t('form.phoneHint')}
                value={draft.phone}
                error={faults.phone}
                maxLength={40}
                onChange={(event) => edit({ phone: event.currentTarget.value })}
                onBlur={() => draft.phone && check()}
              />
            )}
          </fieldset>
          {me && !me.emailVerified && profile.bookingMode === 'A' && (
            <Notice tone="warning">
              <p>{t('form.unverified')}</p>
              <Link to="/mon-compte">{t('form.account')}</Link>
            </Notice>
          )}
          <Button type="submit" {...keepFocus} size="md" loading={booking.isPending}>
            {me === null ? t('form.signInAndConfirm') : t('form.confirm')}
          </Button>
          {me === null && (
            <p className={c.quiet}>
              {t('form.signInWhy')} {t('form.noAccount')}{' '}
              <Link to={`/inscription?retour=${encodeURIComponent(herePath())}`}>{t('form.register')}</Link>
            </p>
          )}
        </Stack>
      </form>
    </section>
  );
};
