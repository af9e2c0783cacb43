import { chosenLanguage } from '../i18n/chosen-language';

const files = import.meta.glob<{ default: unknown }>('../i18n/{fr,en}/{booking,staff}.json');

/** The texts of a part of the site in the language of the page, from the file that the application reads; undefined when it is not had. */
export const loadTexts = async <Texts>(name: 'booking' | 'staff'): Promise<Texts | undefined> => {
  try {
    return (await files[`../i18n/${chosenLanguage()}/${name}.json`]?.())?.default as Texts | undefined;
  } catch {
    return undefined;
  }
};
