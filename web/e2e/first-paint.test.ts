import { faultsOf } from './axe';
import { withVisitors } from './browser';
import { anOffice } from './office';

const visitors = withVisitors();

/** The page of an office as a phone shows it while the application is on its way, which comes when it is let in. */
const openAhead = async () => {
  const { officeId } = await anOffice();
  const page = await visitors.open('phone');
  let letIn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  await page.route('**/assets/start-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/officine/${officeId}`, { waitUntil: 'commit' });
  const slot = page.getByRole('region').getByRole('button').first();
  await slot.waitFor();
  return { page, slot, name: (await slot.getAttribute('aria-label')) ?? '', letIn };
};

describe('the first paint of an office', () => {
  it('shows free slots where they stay, and has no fault that axe knows', async () => {
    const { page, slot, name, letIn } = await openAhead();
    expect(await faultsOf(page)).toEqual([]);
    const ahead = await slot.boundingBox();
    letIn();
    await page.getByRole('button', { name: 'Semaine suivante' }).waitFor();
    const after = await page.getByRole('button', { name, exact: true }).boundingBox();
    expect(after?.x).toBe(ahead?.x);
    expect(Math.abs((after?.y ?? 0) - (ahead?.y ?? 0))).toBeLessThan(4);
  });

  it('lets a slot be chosen, with which the application goes on', async () => {
    const { page, slot, name, letIn } = await openAhead();
    await slot.click();
    expect(await slot.getAttribute('aria-pressed')).toBe('true');
    letIn();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Se connecter pour confirmer' }).waitFor();
  });
});
