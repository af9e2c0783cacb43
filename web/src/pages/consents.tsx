import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { filledIn } from '../account/about-me';
import { AboutMeFields } from '../account/about-me-fields';
import { useAboutMe } from '../account/use-about-me';
import { recordConsents } from '../api/account';
import { type Me, sessionQuery, useLastMe, useMe } from '../api/session';
import { signOut } from '../api/sign-out';
import { Card, Stack } from '../components/card';
import { focusFirstFault } from '../components/focus-fault';
import { keepFocus } from '../components/keep-focus';
import { Failed, GoToSignIn } from '../components/loaded';
import { Page } from '../components/page';
import { SessionOver } from '../components/session-over';
import c from './consents.module.css';

/** A path of this site and nothing else, whatever the address says. */
const safePath = (path: string | null): string => (path?.startsWith('/') && !path.startsWith('//') ? path : '/');

export const Component = () => {
  const over = useMe() === null;
  const me = useLastMe();
  const [params] = useSearchParams();
  const back = safePath(params.get('retour'));
  if (me === undefined) return null;
  if (me === null) return <GoToSignIn />;
  if (me.consents?.termsVersion === me.termsVersion) return <Navigate to={back} replace />;
  return <ConsentForm key={me.login} me={me} over={over} back={back} />;
};

type FormProps = { me: Me; over: boolean; back: string };

/** Outlives the session, so that nothing typed is lost: it can be sent once somebody is signed in again. */
const ConsentForm = ({ me, over, back }: FormProps) => {
  const { t } = useTranslation(['patient', 'common']);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { form, today, showFaults } = useAboutMe(me.consents);
  const [agreed, setAgreed] = useState({ terms: false, health: false });
  const [asked, setAsked] = useState(false);

  const recording = useMutation({
    mutationFn: () => recordConsents({ terms: me.termsVersion, ...filledIn(form.getValues()) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      navigate(back, { replace: true });
    },
    onError: showFaults,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const { hasErrors } = form.validate();
    if (hasErrors || !agreed.terms || !agreed.health) focusFirstFault();
    else recording.mutate();
  };

  const box = (name: 'terms' | 'health') => {
    const fault = asked && !agreed[name];
    return (
      <Checkbox
        size="md"
        className={c.box}
        label={t(`consents.${name}`)}
        description={t(`consents.${name}Hint`)}
        checked={agreed[name]}
        error={fault ? t('consents.needed') : undefined}
        aria-invalid={fault || undefined}
        required
        onChange={(event) => setAgreed({ ...agreed, [name]: event.currentTarget.checked })}
      />
    );
  };

  return (
    <Page title={t('consents.title', { firstName: me.firstName })} lead={t('consents.lead')}>
      {over && <SessionOver />}
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack>
            {box('terms')}
            {box('health')}
            <fieldset className={c.about}>
              <legend>{t('consents.about')}</legend>
              <p className={c.hint}>{t('consents.aboutHint')}</p>
              <AboutMeFields form={form} today={today} />
            </fieldset>
            {recording.error && Object.keys(form.errors).length === 0 && <Failed error={recording.error} />}
            <div className={c.actions}>
              <Button type="submit" {...keepFocus} size="md" loading={recording.isPending}>
                {t('consents.submit')}
              </Button>
              <Button variant="subtle" size="md" onClick={() => void signOut()}>
                {t('consents.refuse')}
              </Button>
            </div>
          </Stack>
        </form>
      </Card>
      <section className={c.privacy} aria-labelledby="privacy">
        <h2 id="privacy">{t('consents.privacyTitle')}</h2>
        <ul>
          {t('consents.privacy', { returnObjects: true }).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </Page>
  );
};
