// Families: a child is added in three fields, pages say whom they are for, and two tabs never
// book for the wrong child.
import { expect, test } from '../fixtures/test.ts';
import { addAsNew, logInAsDesk, toRegistrations } from '../fixtures/desk.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { shoot } from '../fixtures/shoot.ts';
import type { Page } from '@playwright/test';

// One machine plays many people here, and each gets several codes.
test.beforeEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 10 }));
test.afterEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 1 }));

/** Adds a child on the page that asks for one; says how many fields that took. */
async function addChild(page: Page, name: string): Promise<number> {
  await page.goto('/family/add');
  const asked = await page.locator('main form .field-label, main form legend').count();
  await page.getByLabel('Their full name').fill(name);
  await page.getByLabel('Day').fill('9');
  await page.getByLabel('Month').fill('9');
  await page.getByLabel('Year').fill('2018');
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return asked;
}

/** Chooses somebody in the account's menu. */
async function become(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('button', { name }).click();
}

test('a guardian adds two children and books for the right one with two tabs open', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('family'), 'Robin Sample'), !!javaScriptEnabled);
  expect(await addChild(page, 'Leo Sample'), 'name, birth date and relationship').toBe(3);
  await axe();
  await addChild(page, 'Maya Sample');
  await page.goto('/family');
  await axe();

  await page.goto('/book');
  await become(page, /^Leo/);
  await expect(page.getByRole('region', { name: 'Acting for' })).toContainText('Booking for Leo Sample');
  await person.heading('What does Leo need?');
  await axe();
  await page.getByRole('link', { name: /^Physiotherapy first visit/ }).click();
  const first = page.getByRole('link', { name: /^First available/ });
  await first.or(page.getByRole('heading', { name: 'Choose a time for Leo' })).first().waitFor();
  if (await first.isVisible()) await first.click();
  await person.heading('Choose a time for Leo');
  await axe();
  await person.takeSoonest();
  await person.heading('Check and book for Leo');
  await expect(page.getByRole('button', { name: 'Book for Leo' })).toBeVisible();
  await axe();

  const other = await page.context().newPage();
  await other.goto('/home');
  await become(other, /^Maya/);
  await expect(other.getByRole('region', { name: 'Acting for' })).toContainText('You’re looking after Maya Sample');
  await other.close();

  await page.getByLabel(/should know/).fill('Leo’s left knee');
  await page.getByRole('button', { name: 'Book for Leo' }).click();
  await expect(page.getByText('Is this booking for Leo or Maya?')).toBeVisible();
  await axe();
  await page.getByRole('button', { name: 'For Leo' }).click();
  await person.heading('Leo is booked');
  await page.getByRole('link', { name: 'Change or cancel' }).click();
  await expect(page.getByText('Leo’s left knee')).toBeVisible();
  await page.getByRole('button', { name: 'Switch to yourself' }).click();
  await expect(page.getByRole('region', { name: 'Acting for' })).toHaveCount(0);
});

test('a guardian lets a grandparent help for two weeks, and takes it back', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled, visitor, site,
}) => {
  const person = new Person(page, hydrated);
  const robin = somebody(address('lends'), 'Robin Sample');
  await person.bookAsNew(mail, robin, !!javaScriptEnabled);
  await addChild(page, 'Leo Sample');
  const nan = address('nan');
  await person.press('link', 'Let someone else book for Leo');
  await person.heading('Let someone else book for Leo');
  await expect(page.getByText('We look at Leo’s details ourselves')).toBeVisible();
  await expect(page.getByLabel('Their email address')).toHaveCount(0);
  await axe();
  await shoot(page, 'lend-not-seen');
  const desk = await visitor();
  await logInAsDesk(desk, site);
  const rows = desk.locator('li.queue-row').filter({ hasText: robin.email });
  for (const left of [1, 0]) {
    await toRegistrations(desk);
    await addAsNew(rows.first());
    await expect(desk.getByRole('status').filter({ hasText: 'Added as a new patient.' })).toBeVisible();
    await toRegistrations(desk);
    await expect(rows).toHaveCount(left);
  }
  await page.reload();
  await axe();
  await shoot(page, 'lend');
  await page.getByLabel('Their email address').fill('nan at home');
  await person.press('button', 'Send invitation');
  await expect(page.getByLabel('Their email address')).toHaveValue('nan at home');
  await axe();
  person.actions = 0;
  await page.getByLabel('Their email address').fill(nan);
  await person.press('button', 'Send invitation');
  await expect(page.getByRole('status').filter({ hasText: 'Invitation sent.' })).toBeVisible();
  expect(person.actions, 'one field, one press').toBe(1);
  await expect(page.getByRole('heading', { name: nan })).toBeVisible();
  await axe();
  await shoot(page, 'lent');

  const helper = await visitor();
  const link = (await mail.next(nan)).link('/invite/');
  await helper.goto(link);
  await expect(helper.getByText('Robin, who looks after Leo')).toBeVisible();
  await expect(helper.getByText('Sample'), 'no last name').toHaveCount(0);
  await person.press('button', `Take back`);
  await expect(page.getByRole('status').filter({ hasText: 'Invitation taken back.' })).toBeVisible();
  await helper.reload();
  await expect(helper.getByRole('heading', { level: 1 })).toHaveText('This invitation can’t be used');

  await page.goto('/family');
  await person.press('link', 'Let someone book for you');
  await person.heading('Let someone book for you');
  await expect(page.getByText('with your date of birth')).toBeVisible();
});

test('a guardian says how a child is reached, and what was typed wrong stays', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('reach'), 'Robin Sample'), !!javaScriptEnabled);
  await addChild(page, 'Leo Sample');
  await person.press('link', 'How to reach Leo');
  await person.heading('How to reach Leo');
  await expect(page.getByLabel('Full name'), 'their name isn’t one’s own to change').toHaveCount(0);
  await axe();
  await page.getByLabel(/^Mobile/).fill('no number');
  await page.getByLabel(/^Street/).fill('7 Quay Road');
  await person.press('button', 'Save');
  await expect(page.getByLabel(/^Mobile/)).toHaveValue('no number');
  await expect(page.getByLabel(/^Street/)).toHaveValue('7 Quay Road');
  await axe();
  await shoot(page, 'reach');
  await page.getByLabel(/^Mobile/).fill('902 555 0161');
  await person.press('button', 'Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await person.press('link', 'How to reach Leo');
  await expect(page.getByLabel(/^Mobile/)).toHaveValue('902 555 0161');
});
