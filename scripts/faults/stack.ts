import { stackVariable } from '@creneau/chassis/testing';
import { Client } from 'pg';
import { openStackFaults } from '../stack/stack-faults';

/** Faults of the stack that the tests run on. */
export const faults = openStackFaults(stackVariable('CRENEAU_DATA'));

/** Asks a service's own database. */
export const ask = async <Row extends object>(
  service: 'booking' | 'notification' | 'scheduling',
  sql: string,
  params: readonly unknown[] = [],
): Promise<Row[]> => {
  const client = new Client({ connectionString: stackVariable(`DATABASE_URL_${service.toUpperCase()}`) });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...params])).rows;
  } finally {
    await client.end();
  }
};
