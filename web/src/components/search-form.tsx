import { Button, TextInput } from '@mantine/core';
import { IconMapPin, IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { takeEarlySearch } from '../early/search';
import c from './search-form.module.css';
import { searchPath } from './search-path';

type Props = { q?: string; city?: string; onSearch: (q: string, city: string) => void };

/** Who, where, go: a search by name or speciality, and by city. */
export const SearchForm = ({ q: firstQ = '', city: firstCity = '', onSearch }: Props) => {
  const { t } = useTranslation('public');
  const [early] = useState(takeEarlySearch);
  const [q, setQ] = useState(early?.q || firstQ);
  const [city, setCity] = useState(early?.city || firstCity);
  const [address, setAddress] = useState(searchPath(firstQ, firstCity));
  const [sent, setSent] = useState<string>();

  // The fields follow the address, but for the search that was sent from them: more may have been typed since.
  const now = searchPath(firstQ, firstCity);
  if (now !== address) {
    setAddress(now);
    setSent(undefined);
    if (now !== sent) {
      setQ(firstQ);
      setCity(firstCity);
    }
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(searchPath(q.trim(), city.trim()));
    onSearch(q.trim(), city.trim());
  };
  return (
    <search>
      <form className={c.form} onSubmit={submit} action="/recherche">
        <TextInput
          label={t('search.who')}
          placeholder={t('search.whoHint')}
          name="q"
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          leftSection={<IconSearch size={20} stroke={1.75} aria-hidden="true" />}
          autoComplete="off"
          enterKeyHint="search"
          maxLength={100}
        />
        <TextInput
          label={t('search.where')}
          placeholder={t('search.whereHint')}
          name="ville"
          value={city}
          onChange={(event) => setCity(event.currentTarget.value)}
          leftSection={<IconMapPin size={20} stroke={1.75} aria-hidden="true" />}
          autoComplete="address-level2"
          enterKeyHint="search"
          maxLength={100}
        />
        <Button type="submit" size="md" className={c.submit}>
          {t('search.submit')}
        </Button>
      </form>
    </search>
  );
};
