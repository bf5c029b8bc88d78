// Who can log in for a patient: adding somebody, and what the black triangle offers.
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { logInAsDesk } from '../fixtures/desk.ts';
import { shoot } from '../fixtures/shoot.ts';

// Each page is looked at in light and dark.
test.describe.configure({ timeout: 120_000 });

/** The row of an address. */
function row(page: Page, address: string) {
  return page.getByRole('row').filter({ hasText: address });
}

/** Opens the black triangle of an address. */
async function openMenu(page: Page, address: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${address}` }).click();
}

/** Nothing is wider than a small phone. */
async function expectFits(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.locator('html').boundingBox();
  expect(wide?.width).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

test('the desk adds a user with four presses and one field, resends, copies, deletes and undoes', async ({
  page, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const invited = address('ngozi');
  await logInAsDesk(page, site);
  await page.waitForLoadState();
  let actions = 0;
  let fields = 0;
  const press = async (what: ReturnType<Page['getByRole']>): Promise<void> => {
    actions += 1;
    await what.click();
  };
  await press(page.getByRole('navigation', { name: 'Clinic' }).getByRole('link', { name: 'Patients' }));
  const person = page.getByRole('rowheader').getByRole('link').first();
  const name = (await person.innerText()).trim();
  const first = name.split(' ')[0];
  await press(person);
  await press(page.getByRole('navigation', { name }).getByRole('link', { name: 'Portal accounts' }));
  await hydrated();
  await axe();
  await shoot(page, 'empty');
  fields += 1;
  await page.getByLabel('Email address').fill(invited);
  await press(page.getByRole('button', { name: 'Add User' }));
  await expect(page.getByRole('status').filter({ hasText: `Invitation sent to ${invited}.` })).toBeVisible();
  expect({ actions, fields }).toEqual({ actions: 4, fields: 1 });
  await expect(row(page, invited)).toContainText('Invited');
  await expect(row(page, invited)).toContainText('7 days left');
  await axe();
  await expectFits(page);

  const firstMail = await mail.next(invited);
  const firstLink = firstMail.link('/invite/');
  expect(firstMail.text).toContain(first);
  expect(firstMail.text).not.toContain(name.split(' ').at(-1));

  await openMenu(page, invited);
  await axe();
  await shoot(page, 'menu');
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The old link stopped working.' })).toBeVisible();
  expect((await mail.next(invited)).link('/invite/')).not.toBe(firstLink);

  await openMenu(page, invited);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Copy the invitation link');
  const link = await page.getByLabel('Invitation link').inputValue();
  expect(link).toMatch(/\/invite\/[\w-]{43}$/);
  expect(page.url()).not.toContain(link.split('/').at(-1));
  await expect(page.getByRole('link', { name: 'Open in my email app' })).toHaveAttribute('href', /^mailto:.+body=/);
  await hydrated();
  if (javaScriptEnabled) {
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Link copied.' })).toBeVisible();
  }
  await axe();
  await shoot(page, 'link');
  await page.getByRole('link', { name: 'Back to Portal accounts', exact: true }).click();

  await openMenu(page, invited);
  await page.getByRole('button', { name: 'Delete invitation' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Invitation deleted.' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'A fresh link is on its way' })).toBeVisible();
  await expect(row(page, invited)).toContainText('Invited');
  expect((await mail.next(invited)).link('/invite/')).not.toBe(link);
});

test('what the mail server refuses stands on the row, and another address takes its place', async ({
  page, site, mail, address, axe, hydrated, clock,
}) => {
  const wrong = address('ngzi');
  const right = address('ngozi');
  mail.refuse(wrong);
  await logInAsDesk(page, site);
  await clock.advance(61);
  await page.goto('/staff/patients');
  await page.getByRole('rowheader').getByRole('link').nth(1).click();
  await page.getByRole('link', { name: /^Portal accounts/ }).click();
  // It is open where the address alone says too little.
  const more = page.getByLabel('What are they to the patient?');
  if (!(await more.isVisible())) await page.getByText('Relationship and rights').click();
  await more.selectOption('Grandparent');
  await page.getByLabel('Only what is ticked here').check();
  await page.getByLabel('See appointments', { exact: true }).last().check();
  await hydrated();
  await axe();
  await expectFits(page);
  await shoot(page, 'rights');
  await page.getByLabel('Email address').fill(wrong);
  await page.getByRole('button', { name: 'Add User' }).click();
  await expect(async () => {
    await page.reload();
    await expect(row(page, wrong).first()).toContainText('Email bounced', { timeout: 500 });
  }).toPass();
  await expect(row(page, wrong).first()).toContainText('550');
  await shoot(page, 'bounced');
  await openMenu(page, wrong);
  await page.getByRole('link', { name: 'Fix email address' }).click();
  await axe();
  await page.getByLabel('Email address').fill(right);
  await page.getByRole('button', { name: 'Send to this address' }).click();
  await expect(row(page, right)).toContainText('Grandparent');
  await expect(row(page, right)).toContainText('Invited');
  await axe();
  await mail.next(right);
});
