import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Page } from '../components/page';
import type { Resources } from '../i18n/resources';
import c from './help.module.css';
import { NotFound } from './not-found';

const guides: Record<string, keyof Resources['help']> = {
  patient: 'patient',
  praticien: 'practitioner',
  secretaire: 'secretary',
};

export const Component = () => {
  const { t } = useTranslation('help');
  const { who = '' } = useParams();
  const guide = guides[who];
  if (!guide) return <NotFound />;
  const { title, lead, steps } = t(guide, { returnObjects: true });
  return (
    <Page title={title} lead={lead}>
      <ol className={c.steps}>
        {steps.map((step) => (
          <li key={step.title} className={c.step}>
            <h2>{step.title}</h2>
            {step.text.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {step.to && (
              <Link to={step.to} className={c.link}>
                {step.link}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Page>
  );
};
