import { Complaint, explain } from './complaint';

test('a full disk is told in one line, whoever noticed it', () => {
  const copying = Object.assign(new Error("ENOSPC: no space left on device, copyfile 'a' -> 'b'"), { code: 'ENOSPC' });
  const starting = new Complaint(
    'postgres did not start (exit code 1):\n    FATAL:  could not write lock file "postmaster.pid": No space left on device\n    LOG:  shut down',
  );
  for (const error of [copying, starting]) {
    const told = String(explain(error));
    expect(told).toMatch(/^The disk is full: make room, then start again/);
    expect(told.split('\n')).toHaveLength(1);
  }
});

test('a complaint is its message alone, and what nobody foresaw is shown whole', () => {
  const unforeseen = new TypeError('x');
  expect(explain(new Complaint('Install Java.'))).toBe('Install Java.');
  expect(explain(unforeseen)).toBe(unforeseen);
});
