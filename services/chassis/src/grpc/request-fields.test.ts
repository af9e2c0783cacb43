import { AppError } from '../errors/app-error';
import { dateField, instantField, textField } from './request-fields';

const ruleOf = (read: () => unknown): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.fields[0]?.rule;
    throw error;
  }
};
const instant = (text: string) => Temporal.Instant.from(text);

test.each(['0001-01-01', '1582-10-10', '2028-02-29', '9999-12-31'])('%s is a date', (text) => {
  expect(dateField('day', text).toString()).toBe(text);
});

test.each(['', '0000-01-01', '-00001-01-01', '+010000-01-01', '2027-02-29', '2027-13-01', '2027-1-1', '27-01-01'])(
  '"%s" is no date',
  (text) => expect(ruleOf(() => dateField('day', text))).toBe('date_format'),
);

test.each(['0001-01-01T00:00:00Z', '2027-01-12T09:00:00Z', '9999-12-31T23:59:59.999Z'])('%s can be kept', (text) => {
  expect(instantField('at', instant(text)).equals(instant(text))).toBe(true);
});

test.each([
  '0000-12-31T23:59:59.999Z',
  '-271821-04-20T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
])('%s cannot be kept', (text) => expect(ruleOf(() => instantField('at', instant(text)))).toBe('instant_format'));

test.each(['\0', 'a\0b', 'a\u0007', '\u009f.'])('%j is no text', (text) => {
  expect(ruleOf(() => textField('reason', text, 10))).toBe('characters');
});

test('a text keeps its lines and loses the blanks around it', () => {
  expect(textField('text', '  8 h\r\n\tMme Durand\n', 40)).toBe('8 h\r\n\tMme Durand');
});
