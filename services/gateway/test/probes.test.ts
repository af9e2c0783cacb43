import { freePort } from '@creneau/chassis/testing';
import type { Config } from '../src/config';
import { openGateway, type TestGateway } from './gateway-builder';

let opened: TestGateway | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});
const open = async (change: Partial<Config>): Promise<TestGateway> => {
  opened = await openGateway(change);
  return opened;
};
const noBooking = { BOOKING_ADDR: 'dns:///localhost:1' };

describe('a gateway', () => {
  test('of the development stack is ready when every service is, and names the one that is not', async () => {
    const { call } = await open({ DEMO_OFFICE: true, ...noBooking });
    expect(await call('GET', '/healthz')).toMatchObject({ status: 200 });
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not ready', faults: { booking: 'does not answer' } },
    });
  });

  test('in production serves on without a service, for whoever does not need it', async () => {
    const { call } = await open({ DEMO_OFFICE: false, ...noBooking });
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(await call('GET', '/api/offices')).toMatchObject({ status: 200 });
  });

  test('takes no requests before it has had its sessions and the keys of tokens', async () => {
    const nowhere = `localhost:${await freePort()}`;
    const { call } = await open({
      DEMO_OFFICE: false,
      REDIS_URL: `redis://${nowhere}`,
      OIDC_ISSUER: `http://${nowhere}/realms/creneau`,
    });
    const { status, body } = await call('GET', '/readyz');
    expect(status).toBe(503);
    expect(Object.keys(body.faults).sort()).toEqual(['keys', 'sessions']);
  });

  test('tells figures and reasons on its one port, or with a port for operators on that one alone', async () => {
    const both = await open({});
    expect(await (await fetch(`${both.url}/metrics`)).text()).toContain('creneau_http_server_seconds');
    await both.stop();
    const { url, call } = await open({ ADMIN_PORT: await freePort(), DEMO_OFFICE: true, ...noBooking });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect(await call('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'not ready' } });
    expect((await call('GET', '/readyz')).body).not.toHaveProperty('faults');
    expect(await call('GET', '/healthz')).toMatchObject({ status: 200 });
  });
});
