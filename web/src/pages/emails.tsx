import { Button, Textarea, TextInput } from '@mantine/core';
import { IconMailOff, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { addEmails, emailsQuery, type MyOffice, removeEmail, settingsQuery } from '../api/staff';
import { Empty } from '../components/empty';
import { focusFirstFault } from '../components/focus-fault';
import { Failed, Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { say } from '../components/toasts';
import { addressesIn } from '../staff/email-list';
import { focusAfterRemoval } from '../staff/focus-after-removal';
import { OfficeScope } from '../staff/office-scope';
import c from '../staff/staff.module.css';
import { UndoBars, useUndo } from '../staff/undo';

const mostAtOnce = 2000;
const pageLength = 100;

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('emails.title')} lead={t('emails.lead')}>
      <OfficeScope>{(office) => <Emails key={office.officeId} office={office} />}</OfficeScope>
    </Page>
  );
};

const Emails = ({ office }: { office: MyOffice }) => {
  const { t } = useTranslation('staff');
  const queries = useQueryClient();
  const { officeId } = office;
  const emails = useQuery(emailsQuery(officeId));
  const settings = useQuery(settingsQuery(officeId));
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const undo = useUndo();
  const changed = () => queries.invalidateQueries({ queryKey: emailsQuery(officeId).queryKey });
  const adding = useMutation({ mutationFn: (list: string[]) => addEmails(officeId, list), onSuccess: changed });
  const removing = useMutation({
    mutationFn: (email: string) => removeEmail(officeId, email),
    onSuccess: async (_answer, email) => {
      undo.offer(email);
      await changed();
      focusAfterRemoval('email-list');
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const list = addressesIn(text);
    const wrong = list.length === 0 ? t('emails.needed') : list.length > mostAtOnce ? t('emails.tooMany') : undefined;
    setFault(wrong);
    if (wrong) focusFirstFault();
    // A list pasted while the answer is out is the next one: it stays. What was malformed is named above the list.
    else
      adding.mutate(list, {
        onSuccess: ({ malformed }) => setText((now) => (now === text ? malformed.join('\n') : now)),
      });
  };

  return (
    <>
      {settings.data?.bookingMode === 'L' && (
        <Notice tone="info">
          <p>{t('emails.modeL')}</p>
        </Notice>
      )}
      <form className={c.section} onSubmit={submit} noValidate>
        <Textarea
          label={t('emails.label')}
          description={t('emails.hint')}
          value={text}
          error={fault}
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setFault(undefined);
          }}
        />
        <div>
          <Button type="submit" size="md" loading={adding.isPending}>
            {t('emails.add')}
          </Button>
        </div>
      </form>
      {adding.data && <Outcome result={adding.data} />}
      {(adding.error || removing.error) && <Failed error={adding.error ?? removing.error} />}
      <UndoBars
        undo={undo}
        words={(email) => t('emails.removed', { email })}
        action={t('emails.undo')}
        name={(email) => t('emails.undoNamed', { email })}
        restore={async (email) => {
          const { added } = await addEmails(officeId, [email]);
          await changed();
          say(t('emails.added', { count: added }));
          focusAfterRemoval('email-list');
        }}
      />
      <Loaded query={emails}>
        {(all) => (
          <List
            emails={all.map((one) => one.email)}
            listedOnly={settings.data?.bookingMode !== 'L'}
            busy={removing.isPending}
            onRemove={(email) => removing.mutate(email)}
          />
        )}
      </Loaded>
    </>
  );
};

const Outcome = ({ result }: { result: Schema['PatientEmailsAdded'] }) => {
  const { t } = useTranslation('staff');
  return (
    <Notice
      tone={result.malformed.length > 0 ? 'warning' : 'success'}
      title={t('emails.added', { count: result.added })}
      live
    >
      {result.alreadyListed > 0 && <p>{t('emails.already', { count: result.alreadyListed })}</p>}
      {result.malformed.length > 0 && (
        <p>
          {t('emails.malformed')} {result.malformed.join(', ')}
        </p>
      )}
    </Notice>
  );
};

interface ListProps {
  emails: string[];
  /** Whether only these patients may book. */
  listedOnly: boolean;
  busy: boolean;
  onRemove: (email: string) => void;
}

const List = ({ emails, listedOnly, busy, onRemove }: ListProps) => {
  const { t } = useTranslation('staff');
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState(pageLength);
  const found = emails.filter((email) => email.includes(filter.trim().toLowerCase()));
  return (
    <section className={c.section} aria-labelledby="email-list">
      <h2 id="email-list" className={c.heading} tabIndex={-1}>
        {t('emails.list', { count: emails.length })}
      </h2>
      {emails.length === 0 && <Empty icon={IconMailOff}>{t(listedOnly ? 'emails.empty' : 'emails.emptyFree')}</Empty>}
      {emails.length > 10 && (
        <TextInput
          type="search"
          label={t('emails.filter')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      {emails.length > 0 && found.length === 0 && <p className={c.quiet}>{t('emails.noMatch')}</p>}
      <ul className={c.list}>
        {found.slice(0, shown).map((email) => (
          <li key={email} className={c.row}>
            <span className={c.rowText}>{email}</span>
            <button
              type="button"
              className={c.remove}
              aria-label={t('emails.remove', { email })}
              disabled={busy}
              onClick={() => onRemove(email)}
            >
              <IconTrash size={22} stroke={1.75} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <div>
          <Button variant="default" onClick={() => setShown(shown + pageLength)}>
            {t('emails.more')}
          </Button>
        </div>
      )}
    </section>
  );
};
