import { Button } from '@mantine/core';
import { IconArrowRight, IconMapPin, IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { type OfficeSummary, pageSize, searchQuery } from '../api/offices';
import { Empty } from '../components/empty';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { SearchForm } from '../components/search-form';
import { searchPath } from '../components/search-path';
import { ListSkeleton } from '../components/skeleton';
import c from './search.module.css';

export const Component = () => {
  const { t } = useTranslation('public');
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const q = params.get('q') ?? '';
  const city = params.get('ville') ?? '';
  const page = Math.max(0, (Number(params.get('page')) || 1) - 1);
  const found = useQuery(searchQuery(q, city, page * pageSize));
  return (
    <Page title={t('search.title')} wide>
      <SearchForm q={q} city={city} onSearch={(who, where) => navigate(searchPath(who, where))} />
      <section aria-labelledby="results" className={c.results}>
        <h2 id="results" className={c.count}>
          <span role="status">
            {found.data ? t('search.results', { count: found.data.total }) : t('search.resultsTitle')}
          </span>
        </h2>
        <Loaded query={found} skeleton={<ListSkeleton rows={4} height="6rem" />}>
          {({ offices, total }) =>
            offices.length === 0 ? (
              <Empty
                icon={IconUserSearch}
                action={
                  <Button component={Link} to="/recherche" variant="default">
                    {t('search.clear')}
                  </Button>
                }
              >
                {t('search.empty')}
              </Empty>
            ) : (
              <>
                <ul className={c.list}>
                  {offices.map((office) => (
                    <OfficeCard key={office.officeId} office={office} />
                  ))}
                </ul>
                {total > pageSize && (
                  <nav className={c.pages} aria-label={t('search.pages')}>
                    {page > 0 && (
                      <Button component={Link} to={searchPath(q, city, page - 1)} variant="default">
                        {t('search.previous')}
                      </Button>
                    )}
                    {(page + 1) * pageSize < total && (
                      <Button component={Link} to={searchPath(q, city, page + 1)} variant="default">
                        {t('search.more')}
                      </Button>
                    )}
                  </nav>
                )}
              </>
            )
          }
        </Loaded>
      </section>
    </Page>
  );
};

const OfficeCard = ({ office }: { office: OfficeSummary }) => {
  const { t } = useTranslation('public');
  const place = [office.street, `${office.postalCode} ${office.city}`.trim()].filter(Boolean).join(', ');
  return (
    <li className={c.card}>
      <Link to={`/officine/${office.officeId}`} className={c.link}>
        <span className={c.name}>
          {office.firstName} {office.lastName}
        </span>
        {office.mainFunction && <span className={c.function}>{office.mainFunction}</span>}
        {place && (
          <span className={c.place}>
            <IconMapPin size={18} stroke={1.75} aria-hidden="true" />
            {place}
          </span>
        )}
        <span className={c.go} data-closed={!office.bookable || undefined}>
          {office.bookable ? t('search.open') : t('search.closed')}
          {office.bookable && <IconArrowRight size={20} aria-hidden="true" />}
        </span>
      </Link>
    </li>
  );
};
