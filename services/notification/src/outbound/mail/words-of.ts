import type { Language } from '../../domain/letter';
import type { Words } from './words';
import { english } from './words-en';
import { french } from './words-fr';

const words: Record<Language, Words> = { fr: french, en: english };
export const wordsOf = (language: Language): Words => words[language];
