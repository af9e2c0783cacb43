import { NativeSelect } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLastMe, useMe } from '../api/session';
import { type MyOffice, myOfficesQuery } from '../api/staff';
import { Empty } from '../components/empty';
import { GoToSignIn, Loaded } from '../components/loaded';
import { SessionOver } from '../components/session-over';
import { officeAmong, officeLabel, rememberedOffice, rememberOffice } from './chosen-office';
import c from './staff.module.css';

type Props = {
  /** Only the practitioner's own office will do. */
  ownerOnly?: boolean;
  children: (office: MyOffice) => ReactNode;
};

/** The office a page of staff is about: the only one, or the one chosen; who works for none is told so. */
export const OfficeScope = ({ ownerOnly, children }: Props) => {
  const { t } = useTranslation('staff');
  const me = useMe();
  const person = useLastMe();
  const offices = useQuery({ ...myOfficesQuery, enabled: Boolean(me) });
  const [chosen, setChosen] = useState(rememberedOffice);
  if (person === undefined) return null;
  if (person === null) return <GoToSignIn />;
  return (
    <>
      {me === null && <SessionOver />}
      <Loaded query={offices}>
        {(all) => {
          const usable = ownerOnly ? all.filter((office) => office.relation === 'owner') : all;
          const office = officeAmong(usable, chosen);
          if (!office)
            return <Empty icon={IconBuildingHospital}>{ownerOnly ? t('scope.ownerOnly') : t('scope.none')}</Empty>;
          return (
            <>
              {usable.length > 1 && (
                <NativeSelect
                  className={c.chooser}
                  label={t('scope.office')}
                  value={office.officeId}
                  data={usable.map((one) => ({ value: one.officeId, label: officeLabel(one) }))}
                  onChange={(event) => {
                    setChosen(event.currentTarget.value);
                    rememberOffice(event.currentTarget.value);
                  }}
                />
              )}
              {children(office)}
            </>
          );
        }}
      </Loaded>
    </>
  );
};
