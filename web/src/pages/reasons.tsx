import { Button, TextInput } from '@mantine/core';
import { IconChecklist, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addReason, type MyOffice, type Reason, reasonsQuery, removeReason, settingsQuery } from '../api/staff';
import { isTeleconsultation } from '../booking/reserved-word';
import { Empty } from '../components/empty';
import { focusFirstFault } from '../components/focus-fault';
import { Failed, Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { say } from '../components/toasts';
import { focusAfterRemoval } from '../staff/focus-after-removal';
import { OfficeScope } from '../staff/office-scope';
import c from '../staff/staff.module.css';
import { UndoBars, useUndo } from '../staff/undo';

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('reasons.title')} lead={t('reasons.lead')}>
      <OfficeScope>{(office) => <Table key={office.officeId} office={office} />}</OfficeScope>
    </Page>
  );
};

const Table = ({ office }: { office: MyOffice }) => {
  const { t } = useTranslation('staff');
  const queries = useQueryClient();
  const { officeId } = office;
  const reasons = useQuery(reasonsQuery(officeId));
  const settings = useQuery(settingsQuery(officeId));
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const undo = useUndo();

  const changed = () => queries.invalidateQueries({ queryKey: reasonsQuery(officeId).queryKey });
  const add = async (reason: string) => {
    const added = await addReason(officeId, reason);
    await changed();
    say(t('reasons.added', { text: added.text }));
  };
  const adding = useMutation({ mutationFn: add });
  const removing = useMutation({
    mutationFn: (reason: Reason) => removeReason(officeId, reason.reasonId),
    onSuccess: async (_answer, reason) => {
      undo.offer(reason.text);
      await changed();
      focusAfterRemoval('reason-table');
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    const known = reasons.data?.some((reason) => reason.text.toLowerCase() === wanted.toLowerCase());
    const wrong = wanted === '' ? t('reasons.needed') : known ? t('reasons.twice') : undefined;
    setFault(wrong);
    if (wrong) focusFirstFault();
    // What is typed while the answer is out is the next reason: it stays.
    else adding.mutate(wanted, { onSuccess: () => setText((now) => (now === text ? '' : now)) });
  };

  return (
    <>
      {settings.data?.reasonMode === 'L' && (
        <Notice tone="info">
          <p>{t('reasons.modeL')}</p>
        </Notice>
      )}
      <form className={c.inline} onSubmit={submit} noValidate>
        <TextInput
          label={t('reasons.label')}
          description={t('reasons.hint')}
          placeholder={t('reasons.example')}
          value={text}
          error={fault}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setFault(undefined);
          }}
        />
        <Button type="submit" size="md" loading={adding.isPending}>
          {t('reasons.add')}
        </Button>
      </form>
      {(adding.error || removing.error) && <Failed error={adding.error ?? removing.error} />}
      <section className={c.section} aria-labelledby="reason-table">
        <h2 id="reason-table" className={c.heading} tabIndex={-1}>
          {t('reasons.table')}
        </h2>
        <UndoBars
          undo={undo}
          words={(removed) => t('reasons.removed', { text: removed })}
          action={t('reasons.undo')}
          name={(removed) => t('reasons.undoNamed', { text: removed })}
          restore={async (removed) => {
            await add(removed);
            focusAfterRemoval('reason-table');
          }}
        />
        <Loaded query={reasons}>
          {(all) =>
            all.length === 0 ? (
              <Empty icon={IconChecklist}>{t('reasons.empty')}</Empty>
            ) : (
              <>
                {all.length === 1 && all[0]?.text.trimStart().startsWith('-') && (
                  <p className={c.quiet}>{t('reasons.none')}</p>
                )}
                <ul className={c.list}>
                  {all.map((reason) => (
                    <li key={reason.reasonId} className={c.row}>
                      <span className={c.rowText}>
                        {reason.text}
                        {isTeleconsultation(reason.text) && <span className={c.quiet}> ({t('reasons.phone')})</span>}
                      </span>
                      <button
                        type="button"
                        className={c.remove}
                        aria-label={t('reasons.remove', { text: reason.text })}
                        disabled={removing.isPending}
                        onClick={() => removing.mutate(reason)}
                      >
                        <IconTrash size={22} stroke={1.75} aria-hidden="true" />
                      </button>
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </Loaded>
      </section>
    </>
  );
};
