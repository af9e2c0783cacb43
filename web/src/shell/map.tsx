import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Space } from './commands';
import c from './map.module.css';

/** The spaces and their commands, by the names the users know. */
export const SiteMap = ({ spaces, onPick }: { spaces: Space[]; onPick?: () => void }) => {
  const { t } = useTranslation();
  return (
    <div className={c.map}>
      {spaces.map((space) => (
        <section key={space.name} aria-labelledby={`space-${space.name}`}>
          <h2 className={c.space} id={`space-${space.name}`}>
            {t(`spaces.${space.name}`)}
          </h2>
          <ul className={c.commands}>
            {space.commands.map((command) => (
              <li key={command.name}>
                <NavLink to={command.to} className={c.command} onClick={onPick} end={command.to === '/'}>
                  <command.icon size={20} stroke={1.75} aria-hidden="true" />
                  <span>{t(`commands.${command.name}`)}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};
