import { Button } from '@mantine/core';
import { IconCopy, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dialled } from '../booking/reserved-word';
import { say } from '../components/toasts';
import c from './line.module.css';

type Props = { phone: string; name: string; large?: boolean };

/** Dial the number, or copy it for another tool. */
export const PhoneActions = ({ phone, name, large }: Props) => {
  const { t } = useTranslation('staff');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(phone);
      say(t('planning.copied', { phone }));
    } catch {
      say(t('planning.notCopied', { phone }));
    }
  };
  return (
    <div className={c.phone}>
      <Button
        component="a"
        href={dialled(phone)}
        size={large ? 'md' : 'sm'}
        leftSection={<IconPhone size={20} aria-hidden="true" />}
        aria-label={t('planning.callNamed', { phone, name })}
      >
        {t('planning.call', { phone })}
      </Button>
      <Button
        variant="default"
        size={large ? 'md' : 'sm'}
        leftSection={<IconCopy size={20} stroke={1.75} aria-hidden="true" />}
        aria-label={t('planning.copyNamed', { name })}
        onClick={() => void copy()}
      >
        {t('planning.copy')}
      </Button>
    </div>
  );
};
