// A clinic that confirms what somebody new books: the page says so before the press, the desk sees
// a request, and adding them as a new patient confirms it.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { addAsNew, logInAs, logInAsDesk, toRegistrations } from '../fixtures/desk.ts';
import { shoot } from '../fixtures/shoot.ts';
import type { Site } from '../fixtures/site.ts';
import type { Page } from '@playwright/test';

// Each page is looked at in light and dark, and on a small phone, too.
test.describe.configure({ timeout: 120_000 });

/** An admin chooses what somebody new can do. */
async function choose(admin: Page, rule: RegExp): Promise<void> {
  await admin.goto('/staff/settings/registration');
  await admin.getByRole('radio', { name: rule }).check();
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
}

const OPEN = /^Can sign up and book/;
const REQUEST = /^Can sign up and request appointments/;

async function adminOf(site: Site, visitor: () => Promise<Page>): Promise<Page> {
  const admin = await visitor();
  await logInAs('admin', admin, site);
  return admin;
}

test('a sign-up asks for a time, and adding them confirms it', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const admin = await adminOf(site, visitor);
  await choose(admin, REQUEST);
  await axe(admin);
  await shoot(admin, 'sign-up-policy');
  const email = address('asks');
  const who = somebody(email, `Nova ${address('n').replace(/[^a-z]/g, '')}`);
  const person = new Person(page, hydrated);
  await person.toTimes('Physiotherapy first visit');
  await person.takeSoonest();
  await person.fillIn(who);
  await person.typeCode(mail, email, !!javaScriptEnabled);
  await person.heading('Check and book');
  await expect(page.getByText('The clinic confirms this appointment first.')).toBeVisible();
  await axe();
  await shoot(page, 'request-check');
  await person.press('button', 'Request appointment');
  await person.heading('You’ve requested an appointment');
  await expect(page.getByText('The clinic hasn’t confirmed it yet.')).toBeVisible();
  await axe();
  await shoot(page, 'requested');
  // Nobody else can have the time.
  await person.expectOffered(await visitor(), false);
  await clock.advance(240);
  expect((await mail.next(email)).subject).toMatch(/^Requested: /);
  await page.goto('/appointments');
  await expect(page.getByText('Requested, not confirmed yet')).toBeVisible();
  await axe();
  await shoot(page, 'appointments-requested');

  const desk = await visitor();
  await logInAsDesk(desk, site);
  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: email });
  await expect(row).toContainText('Request for');
  await axe(desk);
  await shoot(desk, 'registrations-request');
  await addAsNew(row);
  await expect(row).toHaveCount(0);
  expect((await mail.next(email)).subject).toMatch(/^Confirmed: /);
  await page.goto('/appointments');
  await expect(page.getByText('Requested, not confirmed yet')).toHaveCount(0);
  // The clinic is shared.
  await choose(admin, OPEN);
});

test('the desk confirms one request by itself', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const admin = await adminOf(site, visitor);
  await choose(admin, REQUEST);
  const email = address('alone');
  const who = somebody(email, `Nila ${address('n').replace(/[^a-z]/g, '')}`);
  const person = new Person(page, hydrated);
  await person.toTimes('Physiotherapy first visit');
  await person.takeSoonest();
  await person.fillIn(who);
  await person.typeCode(mail, email, !!javaScriptEnabled);
  await person.heading('Check and book');
  await person.press('button', 'Request appointment');
  await person.heading('You’ve requested an appointment');
  const visit = new URL(page.url()).pathname.split('/').pop();
  await clock.advance(240);
  expect((await mail.next(email)).subject).toMatch(/^Requested: /);

  const desk = await visitor();
  await logInAsDesk(desk, site);
  await desk.goto(`/staff/appointments/${visit}`);
  await expect(desk.getByText('They asked for this time online')).toBeVisible();
  await axe(desk);
  await shoot(desk, 'request-desk');
  await desk.getByRole('button', { name: 'Confirm' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'Confirmed.' })).toBeVisible();
  await axe(desk);
  expect((await mail.next(email)).subject).toMatch(/^Confirmed: /);
  await choose(admin, OPEN);
});
