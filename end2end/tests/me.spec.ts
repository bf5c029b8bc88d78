// A person's own account: their details, where they are logged in, and another address to
// log in with, by the mails that really arrive.
import { expect, test, type Mail, type MailServer } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import type { Page } from '@playwright/test';

// One machine plays many people here, and each gets several codes.
test.beforeEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 10 }));
test.afterEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 1 }));

/** The next mail with this subject, whatever else arrives before it. */
async function mailSaying(mail: MailServer, address: string, subject: RegExp): Promise<Mail> {
  for (;;) {
    const next = await mail.next(address);
    if (subject.test(next.subject)) return next;
  }
}

async function typeCode(page: Page, code: string, withScripts: boolean, button = 'Continue'): Promise<void> {
  // Before that, only the button sends it.
  if (withScripts) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByLabel('Code').fill(code);
  if (!withScripts) await page.getByRole('button', { name: button }).click();
}

/** Logs in by a code at this page. */
async function logIn(page: Page, mail: MailServer, email: string, withScripts: boolean): Promise<void> {
  await page.goto('/log-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeVisible();
  const { code } = await mailSaying(mail, email, /code to log in/);
  await typeCode(page, code, withScripts);
  await expect(page.getByRole('heading', { level: 1, name: 'My appointments' })).toBeVisible();
}

test('details are saved, and two windows never overwrite each other unseen', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('details'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  await page.goto('/me');
  await person.heading('Your details');
  await axe();
  await expect(page.getByText('March 27, 1988')).toBeVisible();
  const other = await page.context().newPage();
  await other.goto('/me');
  await page.getByLabel('Street and number').fill('7 Quay Road');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(page.getByLabel('Street and number')).toHaveValue('7 Quay Road');
  await other.getByLabel('Full name').fill('Robin Q. Sample');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('changed in another window')).toBeVisible();
  await expect(other.getByLabel('Full name')).toHaveValue('Robin Q. Sample');
  await axe(other);
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await page.getByLabel('Full name').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'Enter your full name' })).toBeVisible();
  await axe();
});

test('one browser logs out the other', async ({
  page, mail, visitor, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('two'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  const phone = await visitor();
  await logIn(phone, mail, who.email, !!javaScriptEnabled);
  await page.goto('/me/security');
  await person.heading('Security');
  await axe();
  await expect(page.getByText('This browser', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Log out of Chrome on Linux' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'That browser is logged out.' })).toBeVisible();
  await phone.goto('/appointments');
  await expect(phone.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await logIn(phone, mail, who.email, !!javaScriptEnabled);
  await page.reload();
  await page.getByRole('button', { name: 'Log out everywhere else' }).click();
  await expect(page.getByText('You’re logged out everywhere else.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Log out everywhere else' })).toHaveCount(0);
  await phone.goto('/appointments');
  await expect(phone.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
});

// Abuse 10: whoever sits down at the browser next.
test('going back after logging out shows nothing of whoever was there', async ({
  page, mail, address, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('gone'), 'Wilhelmina Backtrack');
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  const pages = ['/appointments', '/me', '/me/security', '/home'];
  for (const path of pages) {
    await page.goto(path);
    await expect(page.getByRole('button', { name: /Your account/ })).toBeVisible();
    await hydrated();
    expect(await page.content(), path).toContain('Wilhelmina');
  }
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('button', { name: /Your account/ })).toHaveCount(0);
  // One further than those pages: to what was shown when the visit was booked.
  for (const path of [...pages.reverse(), '/book/done']) {
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
    const seen = await page.content();
    for (const secret of ['Wilhelmina', 'Backtrack', who.email, '555 0123', 'Physiotherapy']) {
      expect(seen, `${secret} after ${path}`).not.toContain(secret);
    }
  }
});

test('another address, confirmed by both and taken back by the old one', async ({
  page, mail, clock, visitor, address, axe, hydrated, javaScriptEnabled,
}) => {
  // Two mailboxes, two devices, and every page on the way through axe.
  test.slow();
  const withScripts = !!javaScriptEnabled;
  const who = somebody(address('old'));
  const next = address('new');
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, withScripts);
  await clock.advance(16 * 60);
  await page.goto('/me/security');
  await page.getByRole('link', { name: 'Change email address' }).click();

  await person.heading('Confirm it’s you');
  await axe();
  await page.getByRole('button', { name: 'Email me a code' }).click();
  await person.heading('Check your email');
  await axe();
  const proof = await mailSaying(mail, who.email, /confirm it’s you/);
  await typeCode(page, proof.code, withScripts);
  await person.heading('Change your email address');
  await axe();
  await page.getByLabel('New email address').fill(who.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('link', { name: 'Enter another address than your present one' })).toBeVisible();
  await page.getByLabel('New email address').fill(next);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Both addresses must confirm')).toBeVisible();
  await hydrated();
  await axe();
  const code = await mailSaying(mail, next, /use this address/);
  await typeCode(page, code.code, withScripts, 'Confirm the new address');
  await expect(page.getByText('Confirmed.')).toBeVisible();
  await axe();

  // The other half comes from the old mailbox, on another device.
  const phone = await visitor();
  await phone.goto((await mailSaying(mail, who.email, /another address/)).link('/email/confirm/'));
  await expect(phone.getByText(next)).toBeVisible();
  await axe(phone);
  await phone.getByRole('button', { name: 'Yes, change it' }).click();
  await expect(phone.getByText('you now log in with your new address')).toBeVisible();
  await axe(phone);
  await page.goto('/me/security');
  await expect(page.getByText(next)).toBeVisible();
  await mailSaying(mail, next, /now log in with this address/);

  const gone = await mailSaying(mail, who.email, /no longer log in/);
  await phone.goto(gone.link('/email/revert/'));
  await expect(phone.getByText(who.email)).toBeVisible();
  await axe(phone);
  await phone.getByRole('button', { name: 'Take it back' }).click();
  await expect(phone.getByText('Your address is back.')).toBeVisible();
  await page.goto('/me');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await logIn(page, mail, who.email, withScripts);
});

test('a new password in one browser logs out the other, and proves who it is later', async ({
  page, mail, clock, visitor, address, axe, hydrated, javaScriptEnabled,
}) => {
  const withScripts = !!javaScriptEnabled;
  const who = somebody(address('password'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, withScripts);
  const phone = await visitor();
  await logIn(phone, mail, who.email, withScripts);
  await page.goto('/me/security');
  await expect(page.getByText('None: we email you a code each time.')).toBeVisible();
  await page.getByRole('link', { name: 'Create password' }).click();
  await person.heading('Create a password');
  await page.getByLabel('New password').fill('seven otters juggle quietly');
  await page.getByRole('button', { name: 'Save password' }).click();
  await person.heading('Next time, log in with your password');
  await phone.goto('/appointments');
  await expect(phone.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await mailSaying(mail, who.email, /password was changed/);

  await clock.advance(16 * 60);
  await page.goto('/me/security');
  await axe();
  await page.getByRole('button', { name: 'Remove password' }).click();
  await person.heading('Confirm it’s you');
  await axe();
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('link', { name: 'That password isn’t right. Try again.' })).toBeVisible();
  await page.getByLabel('Password').fill('seven otters juggle quietly');
  await page.getByRole('button', { name: 'Continue' }).click();
  await person.heading('Security');
  await page.getByRole('button', { name: 'Remove password' }).click();
  await expect(page.getByText('Your password is removed.')).toBeVisible();
  await expect(page.getByText('None: we email you a code each time.')).toBeVisible();
  await mailSaying(mail, who.email, /password was removed/);
});
