import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { type RegistrationValues, registrationRules } from '../account/registration';
import { register } from '../api/account';
import { ProblemError } from '../api/problem';
import { signInUrl } from '../api/session';
import { type Proof, useProof } from '../captcha/use-proof';
import { Card, Stack } from '../components/card';
import { focusFirstFault } from '../components/focus-fault';
import { keepFocus } from '../components/keep-focus';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { useLanguage } from '../i18n/use-language';
import c from './register.module.css';

const empty: RegistrationValues = {
  lastName: '',
  firstName: '',
  login: '',
  password: '',
  passwordAgain: '',
  email: '',
  emailAgain: '',
};

export const Component = () => {
  const { t } = useTranslation(['public', 'common']);
  const [params] = useSearchParams();
  const returnTo = params.get('retour') ?? '/';
  const language = useLanguage();
  const { proof, renew } = useProof();
  const [sent, setSent] = useState<string>();
  const [captchaFault, setCaptchaFault] = useState(false);

  const say = (field: keyof RegistrationValues) => (_value: unknown, values: RegistrationValues) => {
    const fault = registrationRules[field](values);
    return fault && t(`register.errors.${fault}`);
  };
  const form = useForm({
    mode: 'controlled',
    initialValues: empty,
    validateInputOnBlur: true,
    validate: {
      lastName: say('lastName'),
      firstName: say('firstName'),
      login: say('login'),
      password: say('password'),
      passwordAgain: say('passwordAgain'),
      email: say('email'),
      emailAgain: say('emailAgain'),
    },
  });

  const sending = useMutation({
    mutationFn: (captcha: string) => {
      const { lastName, firstName, login, password, email } = form.getValues();
      return register({
        lastName: lastName.trim(),
        firstName: firstName.trim(),
        login: login.trim(),
        email: email.trim(),
        password,
        captcha,
        locale: language,
      });
    },
    onSuccess: () => setSent(form.getValues().email.trim()),
    onError: (error) => {
      // Each challenge is good once, whatever came of it.
      renew();
      if (!(error instanceof ProblemError)) return;
      if (error.code === 'login_taken') form.setFieldError('login', t('register.errors.loginTaken'));
      if (error.code === 'email_taken') form.setFieldError('email', t('register.errors.emailTaken'));
      for (const fault of error.faults) {
        if (fault.field in empty && error.code === 'invalid_request') form.setFieldError(fault.field, fault.message);
      }
      focusFirstFault();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { hasErrors } = form.validate();
    setCaptchaFault(proof.state !== 'done');
    if (hasErrors) focusFirstFault();
    else if (proof.state === 'done') sending.mutate(proof.payload);
    else document.getElementById('captcha-renew')?.focus();
  };

  if (sent) return <Done email={sent} returnTo={returnTo} />;

  const general =
    sending.error instanceof ProblemError && !form.errors.login && !form.errors.email ? sending.error : undefined;
  return (
    <Page title={t('register.title')} lead={t('register.lead')}>
      <p>
        {t('register.haveAccount')} <a href={signInUrl(returnTo)}>{t('common:nav.signIn')}</a>
      </p>
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack>
            <div className={c.pair}>
              <TextInput
                label={t('register.lastName')}
                autoComplete="family-name"
                maxLength={80}
                required
                {...form.getInputProps('lastName')}
              />
              <TextInput
                label={t('register.firstName')}
                autoComplete="given-name"
                maxLength={80}
                required
                {...form.getInputProps('firstName')}
              />
            </div>
            <TextInput
              label={t('register.login')}
              description={t('register.loginHint')}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={60}
              required
              {...form.getInputProps('login')}
            />
            <PasswordInput
              label={t('register.password')}
              description={t('register.passwordHint')}
              autoComplete="new-password"
              maxLength={200}
              required
              visibilityToggleButtonProps={{ 'aria-label': t('register.showPassword'), tabIndex: 0 }}
              {...form.getInputProps('password')}
              aria-invalid={form.errors.password ? true : undefined}
            />
            <PasswordInput
              label={t('register.passwordAgain')}
              autoComplete="new-password"
              maxLength={200}
              required
              visibilityToggleButtonProps={{ 'aria-label': t('register.showPassword'), tabIndex: 0 }}
              {...form.getInputProps('passwordAgain')}
              aria-invalid={form.errors.passwordAgain ? true : undefined}
            />
            <TextInput
              type="email"
              label={t('register.email')}
              description={t('register.emailHint')}
              autoComplete="email"
              maxLength={254}
              required
              {...form.getInputProps('email')}
            />
            <TextInput
              type="email"
              label={t('register.emailAgain')}
              autoComplete="email"
              maxLength={254}
              required
              {...form.getInputProps('emailAgain')}
            />
            <Captcha proof={proof} renew={renew} fault={captchaFault && proof.state !== 'done'} />
            {general && general.code !== 'captcha_invalid' && (
              <Notice tone="danger" title={general.transient ? t('common:states.again') : general.message} live>
                {!general.transient && general.detail && <p>{general.detail}</p>}
              </Notice>
            )}
            <Button type="submit" {...keepFocus} size="md" loading={sending.isPending}>
              {t('register.submit')}
            </Button>
            <p className={c.quiet}>{t('register.neverAsked')}</p>
          </Stack>
        </form>
      </Card>
    </Page>
  );
};

const Captcha = ({ proof, renew, fault }: { proof: Proof; renew: () => void; fault: boolean }) => {
  const { t } = useTranslation('public');
  const words = {
    working: t('register.captcha.working'),
    done: t('register.captcha.done'),
    failed: t('register.captcha.failed'),
  };
  return (
    <fieldset className={c.captcha} data-fault={fault || proof.state === 'failed' || undefined}>
      <legend className={c.legend}>{t('register.captcha.title')}</legend>
      <p className={c.quiet} id="captcha-why">
        {t('register.captcha.idle')}
      </p>
      <div className={c.captchaRow}>
        <p className={c.captchaState} data-state={proof.state} role="status">
          {proof.state === 'done' && <IconCircleCheck size={22} aria-hidden="true" />}
          {words[proof.state]}
        </p>
        <Button
          id="captcha-renew"
          variant="default"
          leftSection={<IconRefresh size={20} stroke={1.75} aria-hidden="true" />}
          onClick={renew}
          aria-describedby="captcha-why"
        >
          {t('register.captcha.again')}
        </Button>
      </div>
      {fault && (
        <p className={c.fault} role="alert">
          {t('register.errors.captcha')}
        </p>
      )}
    </fieldset>
  );
};

const Done = ({ email, returnTo }: { email: string; returnTo: string }) => {
  const { t } = useTranslation('public');
  return (
    <Page title={t('register.done.title')}>
      <Notice tone="success" title={t('register.done.lead', { email })} focus live>
        <p>{t('register.done.why')}</p>
      </Notice>
      <p>{t('register.done.now')}</p>
      <div>
        <Button component="a" size="md" href={signInUrl(returnTo)}>
          {t('register.done.signIn')}
        </Button>
      </div>
      <p className={c.quiet}>{t('register.done.nothing')}</p>
    </Page>
  );
};
