import { anyPhone, frenchMobile } from './phone';

describe('a French mobile number', () => {
  test.each([
    ['0612345678', '0612345678'],
    ['06 12 34 56 78', '0612345678'],
    ['07.12.34.56.78', '0712345678'],
    ['+33 6 12 34 56 78', '0612345678'],
    ['0033612345678', '0612345678'],
    ['+33 (0)6 12 34 56 78', '0612345678'],
    ['0690 12 34 56', '0690123456'],
    ['+590 690 12 34 56', '0690123456'],
    ['+262 692 12 34 56', '0692123456'],
    ['+262 639 12 34 56', '0639123456'],
    ['+594 694 12 34 56', '0694123456'],
    ['+596 696 12 34 56', '0696123456'],
    ['+689 87 12 34 56', '+68987123456'],
  ])('%s is %s', (typed, digits) => expect(frenchMobile(typed)).toBe(digits));

  test.each(['', 'abc', '0123456789', '061234567', '06123456789', '+32470123456', '+1 202 555 0123', '112'])(
    '"%s" is none',
    (typed) => expect(frenchMobile(typed)).toBeUndefined(),
  );
});

test('any number that can be dialled is kept in its shortest form', () => {
  expect(anyPhone('01 23 45 67 89')).toBe('0123456789');
  expect(anyPhone('+32 470 12 34 56')).toBe('+32470123456');
  expect(anyPhone('chez moi')).toBeUndefined();
});
