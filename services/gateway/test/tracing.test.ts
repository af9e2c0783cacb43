import { randomBytes, randomUUID } from 'node:crypto';
import { eventually, personToken } from '@creneau/chassis/testing';

const DEMO_OFFICE = '11111111-1111-4111-8111-111111111111';

interface Span {
  name: string;
  service: string;
}

const api = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(`${process.env.PUBLIC_URL}${path}`, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
};

test('a booking is one trace from the request through every service and its SQL to the effect of its event', async () => {
  const traceId = randomBytes(16).toString('hex');
  const headers = {
    authorization: `Bearer ${await personToken('patient')}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
  };
  const day = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 20 });
  const range = `from=${day}&to=${day.add({ days: 14 })}`;
  const { days } = (await (await api(`/api/offices/${DEMO_OFFICE}/availability?${range}`)).json()) as {
    days: { starts: string[] }[];
  };
  const startsAt = days.find(({ starts }) => starts.length > 0)?.starts[0];
  const booked = await api('/api/appointments', {
    method: 'POST',
    headers,
    body: JSON.stringify({ officeId: DEMO_OFFICE, startsAt }),
  });
  const { appointmentId } = (await booked.json()) as { appointmentId: string };

  try {
    await eventually(async () => {
      const spans = (await (await fetch(`${process.env.TRACES_URL}/traces/${traceId}`)).json()) as Span[];
      const services = new Set(spans.map(({ service }) => service));
      expect([...services].sort()).toEqual(
        expect.arrayContaining(['creneau-booking', 'creneau-gateway', 'creneau-notification', 'creneau-scheduling']),
      );
      const names = spans.map(({ service, name }) => `${service}: ${name}`);
      expect(names).toContainEqual(expect.stringContaining('creneau-booking: pg'));
      expect(names).toContainEqual(expect.stringContaining('creneau-scheduling: pg'));
      expect(names).toContain('creneau-notification: creneau.booking.v1.VisitBooked consume');
    }, 30_000);
  } finally {
    await api(`/api/appointments/${appointmentId}`, { method: 'DELETE', headers });
  }
});
