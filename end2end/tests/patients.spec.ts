// The clinic's patients: found by what people say on the phone, added by hand, kept up to date.
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { logInAs, logInAsDesk } from '../fixtures/desk.ts';

// Each page is looked at in light and dark, and on a small phone, too.
test.describe.configure({ timeout: 120_000 });

/** Types into the search and sends it. */
async function search(page: Page, typed: string): Promise<void> {
  await page.getByRole('searchbox').fill(typed);
  await page.getByRole('searchbox').press('Enter');
}

/** Nothing is wider than a small phone. */
async function expectFits(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.locator('html').boundingBox();
  expect(wide?.width).toBeLessThanOrEqual(320);
  const table = page.getByRole('table').first();
  if (await table.count()) expect((await table.boundingBox())?.width).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

test('the desk finds a patient by name, birth date and number, whatever the accents', async ({
  page, site, axe, hydrated,
}) => {
  await logInAsDesk(page, site);
  // Only the style sheet says which of the two bars is there.
  await page.waitForLoadState();
  await page.getByRole('navigation', { name: 'Clinic' }).getByRole('link', { name: 'Patients' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Patients');
  await hydrated();
  await axe();
  await expectFits(page);
  await expect(page.getByRole('table', { name: 'Patients by name' })).toBeVisible();
  for (const typed of ['nowak lucja', 'Łucja', '8 6 1990', '0188', 'lucja.nowak@ex']) {
    await search(page, typed);
    await expect(page.getByRole('rowheader').filter({ hasText: 'Łucja Nowak' })).toBeVisible();
  }
  await search(page, 'okfor');
  await expect(page.getByText('No one found for “okfor”.')).toBeVisible();
  await axe();
  await page.getByRole('link', { name: /^Okafor \(\d+\)$/ }).click();
  await expect(page.getByRole('rowheader').filter({ hasText: 'Leo Okafor' })).toBeVisible();
  await page.getByRole('link', { name: 'Leo Okafor' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Leo Okafor');
  await axe();
  await expectFits(page);
  for (const tab of ['Appointments', 'History']) {
    const tabs = page.getByRole('navigation', { name: 'Leo Okafor' });
    await tabs.getByRole('link', { name: tab }).click();
    await expect(tabs.getByRole('link', { name: tab })).toHaveAttribute('aria-current', 'page');
    await axe();
    await expectFits(page);
  }
  await expect(page.getByRole('row').filter({ hasText: 'Looked at the profile' }).first()).toContainText('Dana');
});

test('the desk adds a patient with a name, is asked about a likely double, and edits', async ({
  page, site, address, axe,
}) => {
  const name = `Zofia ${address('x').replace(/[^a-z]/g, '')}`;
  await logInAsDesk(page, site);
  await page.goto('/staff/patients');
  await search(page, name);
  await page.getByRole('link', { name: `Add “${name}”` }).click();
  await expect(page.getByLabel('Full name')).toHaveValue(name);
  await axe();
  await page.getByRole('textbox', { name: /^Date of birth/ }).fill('3/4/1988');
  await page.getByRole('button', { name: 'Add patient' }).click();
  await expect(page.getByRole('alert')).toContainText('Write the month as a word');
  await expect(page).toHaveTitle(/^Error: /);
  await axe();
  await page.getByRole('textbox', { name: /^Date of birth/ }).fill('3 april 1988');
  await page.getByRole('button', { name: 'Add patient' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByRole('status').filter({ hasText: 'Patient added.' })).toBeVisible();
  await expect(page.getByText('April 3, 1988')).toBeVisible();

  await page.goto('/staff/patients/new');
  await page.getByLabel('Full name').fill(name.toUpperCase());
  await page.getByRole('textbox', { name: /^Date of birth/ }).fill('1988-04-03');
  await page.getByRole('button', { name: 'Add patient' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Already here?');
  await axe();
  await expectFits(page);
  await page.getByRole('link', { name: `Open ${name}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  await page.waitForLoadState();
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await axe();
  await page.getByRole('link', { name: 'Edit details' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Edit ${name}`);
  await axe();
  await page.getByLabel('Town or suburb').fill('Bedford');
  await page.getByRole('textbox', { name: /^Mobile/ }).fill('902 555 0191');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(page.getByText('Bedford')).toBeVisible();
  // Who it is, in one place: with the birth date, and a number that can be called.
  const head = page.locator('.profile-head');
  await expect(head).toContainText('Born April 3, 1988');
  await expect(head.getByRole('link', { name: '902 555 0191' })).toHaveAttribute('href', /^tel:\+1/);
  await page.goto('/staff/patients');
  await search(page, '555 0191');
  await expect(page.getByRole('rowheader').filter({ hasText: name })).toBeVisible();
});

test('everybody but the patient is shut out in one press, until an admin lifts it', async ({ page, visitor, site, address, axe }) => {
  const name = `Uma ${address('x').replace(/[^a-z]/g, '')}`;
  await logInAsDesk(page, site);
  await page.goto('/staff/patients/new');
  await page.getByLabel('Full name').fill(name);
  await page.getByRole('button', { name: 'Add patient' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('link', { name: 'Safeguarding stop' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Safeguarding stop');
  await expect(page.getByText('Everyone who acts for Uma loses access at once')).toBeVisible();
  await axe();
  await expectFits(page);
  await page.getByLabel('Reason').fill('Told by the school');
  await page.getByRole('button', { name: 'Stop all access now' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'All access has ended.' })).toBeVisible();
  await expect(page.getByText('Told by the school')).toBeVisible();
  await expect(page.getByText('Only an admin can lift it. Ask Marguerite')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lift the stop' })).toHaveCount(0);
  await axe();
  await expectFits(page);
  const here = page.url().replace(/\?.*/, '');
  await page.getByRole('link', { name: `Back to ${name}` }).click();
  await expect(page.locator('.profile-marks')).toContainText('Safeguarding stop');

  const admin = await visitor();
  await logInAs('admin', admin, site);
  await admin.goto(here);
  await admin.getByRole('button', { name: 'Lift the stop' }).click();
  await expect(admin.getByRole('status').filter({ hasText: 'Stop lifted.' })).toBeVisible();
  await expect(admin.getByRole('heading', { name: 'Earlier stops' })).toBeVisible();
  await page.reload();
  await expect(page.locator('.profile-marks')).toHaveCount(0);
});
