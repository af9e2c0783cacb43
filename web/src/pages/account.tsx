import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filledIn } from '../account/about-me';
import { AboutMeFields } from '../account/about-me-fields';
import { useAboutMe } from '../account/use-about-me';
import { recordConsents, resendVerification } from '../api/account';
import { ProblemError } from '../api/problem';
import { changePasswordUrl, type Me, sessionQuery, useLastMe, useMe } from '../api/session';
import { signOut } from '../api/sign-out';
import { Card, Stack } from '../components/card';
import { focusFirstFault } from '../components/focus-fault';
import { keepFocus } from '../components/keep-focus';
import { Failed, GoToSignIn } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { SessionOver } from '../components/session-over';
import { say } from '../components/toasts';
import { useLanguage } from '../i18n/use-language';
import { dateText, dayOf } from '../time/format';
import c from './account.module.css';

export const Component = () => {
  const { t } = useTranslation('patient');
  const over = useMe() === null;
  const me = useLastMe();
  const [editing, setEditing] = useState(false);
  if (me === undefined) return null;
  // A form under way outlives the session; data that is merely shown does not.
  if (me === null || (over && !editing)) return <GoToSignIn />;
  return (
    <Page title={t('account.title')}>
      {over && <SessionOver />}
      {!me.emailVerified && <VerifyEmail me={me} />}
      <Card>
        <Stack>
          <h2 className={c.heading}>{t('account.you')}</h2>
          <dl className={c.list}>
            <Item name={t('account.lastName')}>{me.lastName}</Item>
            <Item name={t('account.firstName')}>{me.firstName}</Item>
            <Item name={t('account.login')}>{me.login}</Item>
            <Item name={t('account.email')}>
              {me.email}{' '}
              <span className={c.quiet}>({me.emailVerified ? t('account.verified') : t('account.unverified')})</span>
            </Item>
          </dl>
          <div className={c.actions}>
            <Button component="a" href={changePasswordUrl('/mon-compte')} variant="default">
              {t('account.password')}
            </Button>
            <Button variant="default" onClick={() => void signOut()}>
              {t('account.signOut')}
            </Button>
          </div>
        </Stack>
      </Card>
      <Card>
        <About me={me} editing={editing} onEditing={setEditing} />
      </Card>
    </Page>
  );
};

const VerifyEmail = ({ me }: { me: Me }) => {
  const { t } = useTranslation('patient');
  const sending = useMutation({ mutationFn: resendVerification, onSuccess: () => say(t('account.resent')) });
  return (
    <Notice tone="warning" title={t('account.unverifiedTitle')}>
      <p>{t('account.unverifiedText', { email: me.email })}</p>
      <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
        {t('account.resend')}
      </Button>
      {sending.error instanceof ProblemError && <p role="alert">{sending.error.detail || sending.error.message}</p>}
      {sending.isSuccess && <p>{t('account.resent')}</p>}
    </Notice>
  );
};

type AboutProps = { me: Me; editing: boolean; onEditing: (editing: boolean) => void };

const About = ({ me, editing, onEditing }: AboutProps) => {
  const { t } = useTranslation('patient');
  const language = useLanguage();
  const { consents } = me;
  return (
    <Stack>
      <h2 className={c.heading}>{t('account.consents')}</h2>
      {consents && (
        <p>
          {t('account.agreed', {
            date: dateText(dayOf(consents.acceptedAt, 'Europe/Paris'), language),
            version: consents.termsVersion,
          })}
        </p>
      )}
      {editing ? (
        <AboutForm key={me.login} me={me} onDone={() => onEditing(false)} />
      ) : (
        <>
          <dl className={c.list}>
            <Item name={t('account.birthDate')}>
              {consents?.birthDate ? dateText(consents.birthDate, language) : t('account.none')}
            </Item>
            <Item name={t('account.postalCode')}>{consents?.postalCode ?? t('account.none')}</Item>
            <Item name={t('account.city')}>{consents?.city ?? t('account.none')}</Item>
          </dl>
          <div className={c.actions}>
            <Button variant="default" onClick={() => onEditing(true)}>
              {t('account.edit')}
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
};

/** There only while something is edited: it begins with what stands then, and leaving it forgets what was typed. */
const AboutForm = ({ me, onDone }: { me: Me; onDone: () => void }) => {
  const { t } = useTranslation(['patient', 'common']);
  const queries = useQueryClient();
  const { form, today, showFaults } = useAboutMe(me.consents);

  const saving = useMutation({
    mutationFn: () => recordConsents({ terms: me.termsVersion, ...filledIn(form.getValues()) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      say(t('account.saved'));
    },
    onError: showFaults,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.validate().hasErrors) focusFirstFault();
    // Left before the answer, the form does not close the one that was opened after it.
    else saving.mutate(undefined, { onSuccess: onDone });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <AboutMeFields form={form} today={today} />
        {saving.error && Object.keys(form.errors).length === 0 && <Failed error={saving.error} />}
        <div className={c.actions}>
          <Button type="submit" {...keepFocus} loading={saving.isPending}>
            {t('account.save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
        </div>
      </Stack>
    </form>
  );
};

const Item = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
