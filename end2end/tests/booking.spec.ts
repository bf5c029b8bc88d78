// Booking in the browser: somebody new, somebody who comes back, two who want one time.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import type { Page } from '@playwright/test';

/** Gives the held time of the page back: visitors of one network can't hold many at once. */
async function giveBack(page: Page, origin: string): Promise<void> {
  const hold = new URL(page.url()).pathname.split('/')[3]!;
  const answer = await page.request.post('/api/booking/release', {
    form: { hold }, headers: { origin, accept: 'application/json' },
  });
  expect(answer.status()).toBe(200);
}

test('somebody new books, proves their address by the mailed code, and gets the mail', async ({
  page, mail, site, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('new'), 'Noor Example');
  const person = new Person(page, hydrated);
  await page.goto('/');
  await axe();
  await person.toTimes('Physiotherapy first visit');
  await axe();
  await person.takeSoonest();
  await person.heading('Who is it for?');
  await axe();
  await person.fillIn(who);
  await axe();
  const code = await mail.next(who.email);
  expect(code.subject).not.toContain('Noor');
  expect(code.subject).not.toContain('Physio');
  expect(code.link('/log-in/link/')).toContain(site.origin);
  await page.getByLabel('Code').fill(code.code);
  if (!javaScriptEnabled) await person.press('button', 'Continue');
  await person.heading('Check and book');
  await axe();
  await page.getByLabel(/should know/).fill('My left knee.\n<script>alert(1)</script>');
  await person.press('button', 'Book appointment');
  await person.heading('You’re booked');
  await axe();
  // Without JavaScript the code's own Continue comes on top.
  expect(person.actions, 'actions from "What do you need?" to "You’re booked"').toBe(javaScriptEnabled ? 7 : 8);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Add to calendar' }).click(),
  ]);
  const calendar = await (await import('node:fs/promises')).readFile(await file.path(), 'utf8');
  expect(calendar).toContain('BEGIN:VEVENT');
  expect(calendar).not.toContain('Physio');

  await page.getByRole('link', { name: 'Change or cancel' }).click();
  await expect(page.getByText('<script>alert(1)</script>')).toBeVisible();
  await axe();
  await clock.advance(4 * 60);
  const booked = await mail.next(who.email);
  expect(booked.text).toContain('14 Harbour Lane');
  expect(booked.subject).not.toContain('Example');
});

test('what was typed stays when the form needs another look', async ({ page, address, axe, hydrated }) => {
  const person = new Person(page, hydrated);
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.heading('Who is it for?');
  await person.press('button', 'Continue');
  await expect(page.getByRole('alert')).toContainText('Choose who the appointment is for');
  await axe();
  await page.getByLabel('Me', { exact: true }).check();
  await person.press('button', 'Continue');
  await page.getByLabel('Full name').fill('Kim Example');
  await page.getByLabel('Email address').fill('kim@nowhere');
  await page.getByLabel('Day').fill('31');
  await page.getByLabel('Month').fill('February');
  await page.getByLabel('Year').fill('1990');
  await person.press('button', 'Continue');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Enter an email address, like name@example.com');
  await expect(alert).toContainText('Enter a date that exists');
  await expect(page).toHaveTitle(/^Error: /);
  await axe();
  await expect(page.getByLabel('Full name')).toHaveValue('Kim Example');
  await expect(page.getByLabel('Month')).toHaveValue('February');
  expect(page.url()).not.toContain('Kim');
  await page.getByLabel('Email address').fill(address('kim'));
  await page.getByLabel('Day').fill('28');
  await person.press('button', 'Continue');
  await person.heading('Check your email');
});

test('a wrong code says so, and the right one still works', async ({ page, mail, address, hydrated, javaScriptEnabled }) => {
  const who = somebody(address('wrong'));
  const person = new Person(page, hydrated);
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.fillIn(who);
  const code = (await mail.next(who.email)).code;
  const wrong = code === '000000' ? '000001' : '000000';
  await page.getByLabel('Code').fill(wrong);
  if (!javaScriptEnabled) await person.press('button', 'Continue');
  await expect(page.getByRole('alert')).toContainText('That code isn’t right');
  await expect(page.getByLabel('Code')).toHaveValue('');
  await hydrated();
  await page.getByLabel('Code').fill(code);
  if (!javaScriptEnabled) await person.press('button', 'Continue');
  await person.heading('Check and book');
});

test('somebody who has an account logs in and books in three taps', async ({
  page, mail, address, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('back'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.goto('/log-in');
  await person.heading('Log in');
  await page.getByLabel('Email address').fill(who.email);
  await person.press('button', 'Continue');
  await person.heading('Check your email');
  await person.typeCode(mail, who.email, !!javaScriptEnabled);
  await person.heading('My appointments');
  await expect(page.getByText('Physiotherapy first visit')).toBeVisible();

  const before = person.actions;
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.book();
  expect(person.actions - before, 'taps of somebody known').toBe(3);
});

test('of two browsers that want one time, the second is offered three others', async ({ page, visitor, hydrated }) => {
  // One person does sports massage, so the time is there once.
  const first = new Person(page, hydrated);
  const second = new Person(await visitor(), hydrated);
  await first.toTimes('Sports massage');
  await second.toTimes('Sports massage');
  const wanted = await page.locator('button.slot').last().getAttribute('value');
  await page.locator(`button.slot[value="${wanted}"]`).click();
  await first.heading('Who is it for?');
  await second.page.locator(`button.slot[value="${wanted}"]`).click();
  await expect(second.page.getByRole('alert')).toContainText(/Someone just took \d+:\d\d [ap]m\. These are close:/);
  const close = second.page.getByRole('region', { name: 'Close to it' }).locator('.soonest-card');
  await expect(close).toHaveCount(3);
  await expect(second.page.getByRole('region', { name: 'Soonest' })).toHaveCount(0);
  await close.first().click();
  await second.heading('Who is it for?');
});

test('a held time can be kept longer, and an ended one is taken again', async ({ page, clock, hydrated, javaScriptEnabled }) => {
  if (!javaScriptEnabled) {
    const patient = new Person(page, hydrated);
    await patient.toTimes('Physiotherapy first visit');
    await patient.takeSoonest();
    await patient.heading('Who is it for?');
    await clock.advance(11 * 60);
    await page.reload();
    await expect(page.getByText(/are over. Go on, and we take it again/)).toBeVisible();
    await page.getByLabel('Me', { exact: true }).check();
    await patient.press('button', 'Continue');
    await patient.heading('Your details');
    await expect(page.getByText(/^We hold /)).toBeVisible();
    return;
  }
  await page.clock.install();
  const person = new Person(page, hydrated);
  await person.toTimes('Physiotherapy first visit');
  await person.takeSoonest();
  await person.heading('Who is it for?');
  const extend = page.getByRole('button', { name: 'Keep it 5 minutes longer' });
  await expect(extend).toBeHidden();
  await page.clock.fastForward('07:50');
  await expect(extend).toBeHidden();
  await page.clock.fastForward('00:15');
  await expect(page.getByRole('status')).toContainText('for two more minutes');
  await page.getByLabel('Me', { exact: true }).check();
  await extend.click();
  // The same page as it was left, and nothing to hurry for: once is all there is.
  await person.heading('Who is it for?');
  await expect(page.getByLabel('Me', { exact: true })).toBeChecked();
  await expect(page.getByText(/^We hold /)).toBeVisible();
  await expect(extend).toBeHidden();
});

test('for a child one’s own details come first, and the time stays', async ({ page, visitor, site, axe, hydrated }) => {
  const person = new Person(page, hydrated);
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.heading('Who is it for?');
  const other = await visitor();
  await person.expectOffered(other, false);
  await page.getByLabel(/someone else I look after/).check();
  await person.press('button', 'Continue');
  await person.heading('Your details');
  await expect(page.getByText('Your own details first')).toBeVisible();
  await axe();
  await person.expectOffered(other, false);
  await giveBack(page, site.origin);
  await person.expectOffered(other, true);
});

test('the link of somebody else’s held time leads back to the times', async ({ page, visitor, site, watch, axe, hydrated }) => {
  watch.excuse(/404/);
  const person = new Person(page, hydrated);
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.heading('Who is it for?');
  const other = await visitor();
  const answer = await other.goto(new URL(page.url()).pathname);
  expect(answer?.status()).toBe(404);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('That time isn’t held any more');
  await axe(other);
  await other.getByRole('link', { name: 'Choose a time' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('What do you need?');
  // Gives the time back: visitors of one network can't hold many at once.
  await giveBack(page, site.origin);
});
