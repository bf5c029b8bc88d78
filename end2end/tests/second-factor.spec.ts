// The authenticator app of a patient: from setting it up to losing the phone.
import { expect, test, type Mail, type MailServer } from '../fixtures/test.ts';
import { code } from '../fixtures/authenticator.ts';
import { Person, somebody } from '../fixtures/person.ts';
import type { Page } from '@playwright/test';

const STEP_S = 30;
const PASSWORD = 'seven otters juggle quietly';

test.beforeEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 10 }));
test.afterEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 1 }));

/** The next mail with this subject, whatever else arrives before it. */
async function mailSaying(mail: MailServer, address: string, subject: RegExp): Promise<Mail> {
  for (;;) {
    const next = await mail.next(address);
    if (subject.test(next.subject)) return next;
  }
}

/** Types a code; with JavaScript the sixth digit sends it. */
async function typeIn(page: Page, digits: string, withScripts: boolean, button: string): Promise<void> {
  if (withScripts) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByLabel('Code from your app').fill(digits);
  if (!withScripts) await page.getByRole('button', { name: button }).click();
}

async function byPassword(page: Page, email: string, person: Person): Promise<void> {
  await page.goto('/log-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await person.heading('Enter the code from your app');
}

test('set up, asked for at each way in, lost, and turned off', async ({
  page, mail, clock, visitor, address, axe, hydrated, javaScriptEnabled,
}) => {
  // A phone's app, four log-ins, and every page on the way through axe.
  test.slow();
  const withScripts = !!javaScriptEnabled;
  const who = somebody(address('app'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, withScripts);
  await page.goto('/me/password');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await person.heading('Next time, log in with your password');

  await page.goto('/me/security');
  await page.getByRole('link', { name: 'Set up authenticator app' }).click();
  await person.heading('Set up an authenticator app');
  await axe();
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
  await axe();
  const key = await page.locator('.key-text').innerText();
  expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  const onPhone = page.getByRole('link', { name: 'Open it in an app on this device' });
  expect(await onPhone.getAttribute('href')).toContain(`secret=${key.replaceAll(' ', '')}`);
  const shows = () => code(key, clock.now());

  const wrong = shows() === '000000' ? '111111' : '000000';
  await typeIn(page, wrong, withScripts, 'Turn it on');
  await expect(page.getByRole('link', { name: 'isn’t right or was used already' })).toBeVisible();
  await axe();
  expect(await page.locator('.key-text').innerText(), 'the same key').toBe(key);
  await typeIn(page, shows(), withScripts, 'Turn it on');
  await person.heading('Save your recovery codes');
  await axe();
  const codes = await page.locator('.code-list li').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('button', { name: 'I’ve saved them' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Your authenticator app is on.' })).toBeVisible();
  await expect(page.getByText('10 of 10 recovery codes left')).toBeVisible();
  await axe();
  await mailSaying(mail, who.email, /^Your authenticator app is on$/);
  await page.goBack();
  await page.goto('/me/second-factor/codes');
  await person.heading('Authenticator app');
  await axe();

  // By a code from the mail, on another device, on the way to a page.
  const phone = await visitor();
  const other = new Person(phone, hydrated);
  await phone.goto('/me');
  await phone.getByLabel('Email address').fill(who.email);
  await phone.getByRole('button', { name: 'Continue' }).click();
  await other.heading('Check your email');
  await other.typeCode(mail, who.email, withScripts);
  await other.heading('Enter the code from your app');
  await axe(phone);
  await phone.goto('/appointments');
  await other.heading('Log in');
  await phone.goto('/log-in/second-factor');
  await clock.advance(STEP_S);
  const digits = shows();
  await typeIn(phone, digits, withScripts, 'Continue');
  await other.heading('Your details');

  // The same code opens nothing a second time; a recovery code does, once.
  const lost = await visitor();
  const third = new Person(lost, hydrated);
  await byPassword(lost, who.email, third);
  await typeIn(lost, digits, withScripts, 'Continue');
  await expect(lost.getByRole('link', { name: 'isn’t right or was used already' })).toBeVisible();
  await axe(lost);
  await lost.getByRole('link', { name: 'I don’t have my phone' }).click();
  await third.heading('Enter a recovery code');
  await axe(lost);
  await lost.getByLabel('Recovery code').fill(codes[0]!.toUpperCase());
  await lost.getByRole('button', { name: 'Continue' }).click();
  await third.heading('My appointments');
  await mailSaying(mail, who.email, /^A recovery code was used$/);
  await lost.goto('/me/second-factor');
  await expect(lost.getByText('9 of 10 recovery codes left')).toBeVisible();

  // Confirming that it's still them, then new codes, then without it.
  await clock.advance(16 * 60);
  await page.goto('/me/email');
  await person.heading('Confirm it’s you');
  await axe();
  await page.getByLabel('Code from your app, or a recovery code').fill(shows());
  await page.getByRole('button', { name: 'Continue with this code' }).click();
  await person.heading('Change your email address');
  await clock.advance(STEP_S);
  await page.goto('/me/second-factor');
  await page.getByLabel('Code from your app, or a recovery code').first().fill(shows());
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await person.heading('Save your recovery codes');
  const fresh = await page.locator('.code-list li').allInnerTexts();
  expect(fresh.filter((one) => codes.includes(one))).toEqual([]);
  await page.getByRole('button', { name: 'I’ve saved them' }).click();
  await page.getByRole('link', { name: 'Change authenticator app' }).click();
  await page.getByLabel('Code from your app, or a recovery code').last().fill('not one');
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByRole('link', { name: 'Enter the 6 digits from your app' })).toBeVisible();
  await axe();
  await clock.advance(STEP_S);
  await page.getByLabel('Code from your app, or a recovery code').last().fill(shows());
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByText('Your authenticator app is off.')).toBeVisible();
  await mailSaying(mail, who.email, /^Your authenticator app is off$/);
  await lost.goto('/appointments');
  await third.heading('Log in');
  await lost.getByLabel('Email address').fill(who.email);
  await lost.getByLabel('Password').fill(PASSWORD);
  await lost.getByRole('button', { name: 'Continue' }).click();
  await third.heading('My appointments');
});

test('a log-in that takes too long begins anew, and where it was going is kept', async ({
  page, mail, clock, visitor, address, axe, hydrated, javaScriptEnabled,
}) => {
  const withScripts = !!javaScriptEnabled;
  const who = somebody(address('slow'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, withScripts);
  await page.goto('/me/second-factor');
  await page.getByRole('button', { name: 'Set up' }).click();
  const key = await page.locator('.key-text').innerText();
  await typeIn(page, code(key, clock.now()), withScripts, 'Turn it on');
  await person.heading('Save your recovery codes');
  await mailSaying(mail, who.email, /^Your authenticator app is on$/);

  const other = await visitor();
  const late = new Person(other, hydrated);
  await late.toTimes('Physiotherapy first visit');
  await late.takeSoonest();
  await late.fillIn(who);
  await late.typeCode(mail, who.email, withScripts);
  await late.heading('Enter the code from your app');
  await clock.advance(10 * 60);
  await typeIn(other, code(key, clock.now()), withScripts, 'Continue');
  await late.heading('Log in again');
  await axe(other);
  const again = await other.getByRole('main').getByRole('link', { name: 'Log in' }).getAttribute('href');
  expect(again).toMatch(/^\/log-in\?next=%2Fbook%2Fh%2F/);
});
