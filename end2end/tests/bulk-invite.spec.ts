// The desk invites several patients at once: ticks them, sees who can be, sends, and watches.
import { expect, test } from '../fixtures/test.ts';
import { logInAsDesk } from '../fixtures/desk.ts';
import { shoot } from '../fixtures/shoot.ts';

test.describe.configure({ timeout: 120_000 });

test('the desk invites several patients at once and sees what became of each', async ({
  page, site, mail, axe, hydrated, address,
}) => {
  await logInAsDesk(page, site);
  const names = ['Quince', 'Quill'].map((name) => `${name} ${address('bulk').split('@')[0]!.replace(/[^a-z]/g, '')}`);
  const addresses = names.map(() => address('bulk'));
  for (const [at, name] of names.entries()) {
    await page.goto('/staff/patients/new');
    await page.getByLabel('Full name').fill(name);
    await page.locator('#born').fill('1988-03-27');
    if (at === 0) await page.locator('#email').fill(addresses[at]!);
    await page.getByRole('button', { name: 'Add patient' }).click();
    const sure = page.getByRole('button', { name: 'Add anyway' });
    await expect(page.getByRole('heading', { level: 1, name }).or(sure).first()).toBeVisible();
    if (await sure.isVisible()) await sure.click();
  }
  await page.goto('/staff/patients?q=qui');
  await page.getByRole('link', { name: 'Invite several' }).click();
  await hydrated();
  await axe();
  await shoot(page, 'bulk-pick');
  for (const name of names) await page.getByLabel(`Invite ${name}`).check();
  await page.getByRole('button', { name: 'Go on with those ticked' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invite to the portal');
  await expect(page.getByText('No email address on the profile (1)')).toBeVisible();
  await axe();
  await shoot(page, 'bulk-plan');
  await page.getByRole('button', { name: 'Send 1 invitation' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invitations');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('status')).toHaveText('All done: 1 invited, 1 not.');
  }).toPass();
  await axe();
  await shoot(page, 'bulk-done');
  (await mail.next(addresses[0]!)).link('/invite/');
});
