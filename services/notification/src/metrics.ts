import { Counter, Gauge } from 'prom-client';

interface DueMails {
  due: number;
  oldestAgeS: number;
}

/** Set when the service is wired; asked when the metrics are read. */
let readDueMails: () => Promise<DueMails> = () => Promise.resolve({ due: 0, oldestAgeS: 0 });

const oldest = new Gauge({ name: 'creneau_mail_oldest_due_seconds', help: 'How long the oldest due mail has waited' });
new Gauge({
  name: 'creneau_mails_due',
  help: 'Mails that are due and neither sent nor given up',
  async collect() {
    const { due, oldestAgeS } = await readDueMails().catch(() => ({ due: Number.NaN, oldestAgeS: Number.NaN }));
    this.set(due);
    oldest.set(oldestAgeS);
  },
});

/** Mails that came to an end, by kind and end: `failed` wants a look. */
export const settledMails = new Counter({
  name: 'creneau_mails_settled_total',
  help: 'Mails that came to an end here',
  labelNames: ['kind', 'state'],
});

export const measureDueMails = (read: () => Promise<DueMails>): void => {
  readDueMails = read;
};
