// The table of ages: an admin tries a usual one, types another, and saves what was shown.
// It is put back at the end, for the clinic is shared. And a birthday is told of before it
// changes anything.
import { expect, test } from '../fixtures/test.ts';
import { atTheClinic } from '../fixtures/clock.ts';
import { Person, somebody } from '../fixtures/person.ts';
import type { Page } from '@playwright/test';
import type { Site } from '../fixtures/site.ts';

const DAY_MS = 24 * 3_600_000;

/** What the server printed for the demo. */
function admin(site: Site): { email: string; password: string } {
  const line = /^\s*admin\s+(\S+@\S+)\s+password:\s*(\S+)\s*$/im.exec(site.log);
  if (!line?.[1] || !line[2]) throw new Error('the server printed no log-in of an admin');
  return { email: line[1], password: line[2] };
}

async function logIn(page: Page, site: Site): Promise<void> {
  const { email, password } = admin(site);
  await page.goto('/staff/log-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(/\/staff$/);
}

async function row(page: Page, number: number, age: string, happens: string): Promise<void> {
  await page.getByLabel(`From age, row ${number}`, { exact: true }).fill(age);
  await page.getByLabel(`What happens, row ${number}`, { exact: true }).selectOption(happens);
}

test('an admin tries a table of ages, is told what is wrong with it, and saves it', async ({
  page, site, axe,
}) => {
  test.slow();
  const h2 = (name: string) => page.getByRole('heading', { level: 2, name });
  await logIn(page, site);
  const menu = page.getByRole('button', { name: /Marguerite|^More$/ }).filter({ visible: true });
  await menu.click();
  await page.getByRole('link', { name: 'Ages of patients' }).filter({ visible: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ages of patients' })).toBeVisible();
  await expect(h2('What counts now')).toBeVisible();
  await axe();

  // One press fills the form and says what the table does; nothing is saved by it.
  await page.getByRole('link', { name: /^Less from 14, over at 18/ }).click();
  await expect(h2('What this table says')).toBeVisible();
  await expect(page.getByText('Until 14')).toBeVisible();
  await axe();
  await page.getByRole('link', { name: 'Keep the table as it is' }).click();
  await expect(page.getByText('Until 12')).toBeVisible();

  // What is no table comes back as it was typed.
  await row(page, 3, '16', 'What was given ends');
  await row(page, 4, '19', 'The patient decides who goes on');
  await page.getByLabel('February 28').check();
  await page.getByRole('button', { name: 'See what it changes' }).click();
  await expect(page).toHaveTitle(/^Error/);
  const wrong = page.getByRole('link', { name: 'Enter an age above the one in the row before' });
  await wrong.click();
  await expect(page.getByLabel('From age, row 3', { exact: true })).toBeFocused();
  await expect(page.getByLabel('From age, row 3', { exact: true })).toHaveValue('16');
  await expect(page.getByLabel('February 28')).toBeChecked();
  await expect(page.getByRole('button', { name: 'Save this table' })).toHaveCount(0);
  await axe();

  await row(page, 3, '', 'Nothing');
  await row(page, 4, '19', 'What was given ends');
  await page.getByRole('button', { name: 'See what it changes' }).click();
  await expect(h2('What this table says')).toBeVisible();
  await expect(page.getByText('From 19')).toBeVisible();
  await expect(page.getByText(/The moment you save it|Today it changes nothing/)).toBeVisible();
  await page.getByRole('button', { name: 'Save this table' }).click();
  await expect(page.getByText('Saved. It counts from now on.')).toBeVisible();
  await expect(page.getByText('From 19')).toBeVisible();
  await expect(page.getByText('In other years, the birthday is February 28.')).toBeVisible();
  await axe();

  await page.getByLabel('March 1').check();
  await row(page, 3, '18', 'What was given ends');
  await row(page, 4, '', 'Nothing');
  await page.getByRole('button', { name: 'See what it changes' }).click();
  await page.getByRole('button', { name: 'Save this table' }).click();
  await expect(page.getByText('From 18')).toBeVisible();
});

test('a guardian is mailed before a birthday that changes something, and Today lists it', async ({
  page, site, mail, clock, address, axe, hydrated, visitor, javaScriptEnabled,
}) => {
  test.slow();
  const person = new Person(page, hydrated);
  const email = address('birthday');
  await person.bookAsNew(mail, somebody(email, 'Robin Sample'), !!javaScriptEnabled);
  const soon = new Date(clock.now().getTime() + 20 * DAY_MS);
  const [year, month, day] = atTheClinic(soon).date.split('-');
  await page.goto('/family/add');
  await page.getByLabel('Their full name').fill('Leo Sample');
  await page.getByLabel('Day').fill(day!);
  await page.getByLabel('Month').fill(month!);
  await page.getByLabel('Year').fill(String(Number(year) - 12));
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Leo Sample' })).toBeVisible();

  await clock.toNextMorning();
  let told = await mail.next(email);
  while (!/will change$/.test(told.subject)) told = await mail.next(email);
  expect(told.text).toContain('What you can do for Leo changes on');
  expect(told.text).not.toContain('Sample');

  const desk = await visitor();
  await logIn(desk, site);
  await expect(desk.getByRole('heading', { name: 'Birthdays that change access' })).toBeVisible();
  await expect(desk.getByText(/^Leo Sample turns 12 on/)).toBeVisible();
  await axe(desk);
  await desk.getByRole('link', { name: 'Portal accounts Leo Sample' }).click();
  await expect(desk.getByText('Robin Sample').first()).toBeVisible();
});
