// "Forgot your password?", from the mailed link to being logged in.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';

const PASSWORD = 'seven otters juggle quietly';

test('somebody who never had a password gets in by the mailed link, and others are out', async ({
  page, visitor, mail, site, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('forgot'), 'Noor Example');
  const first = new Person(page, hydrated);
  await first.bookAsNew(mail, who, !!javaScriptEnabled, 'Sports massage');

  const other = await visitor();
  const person = new Person(other, hydrated);
  await other.goto('/log-in');
  await person.heading('Log in');
  await person.press('link', 'Forgot your password?');
  await person.heading('Forgot your password?');
  await axe(other);
  await other.getByLabel('Email address').fill(who.email);
  await person.press('button', 'Email me a link');
  await person.heading('Check your email');
  await axe(other);
  const letter = await mail.next(who.email);
  expect(letter.subject).toBe('Set a new password');
  const link = letter.link('/recover/link/');
  expect(link).toContain(site.origin);

  await other.goto(link);
  await person.heading('Set a new password');
  expect(new URL(other.url()).pathname, 'the token has left the address').toBe('/recover/link');
  await expect(other.getByText(who.email)).toBeVisible();
  await axe(other);
  await other.getByLabel('New password').fill('Password123456!');
  await person.press('button', 'Save and log in');
  await expect(other.getByRole('alert')).toContainText('harder to guess');
  await axe(other);
  await hydrated(other);
  await other.getByLabel('New password').fill(PASSWORD);
  const before = person.actions;
  await person.press('button', 'Save and log in');
  await expect(other.getByText('Sports massage').first()).toBeVisible();
  expect(person.actions - before, 'actions behind the link').toBe(1);
  expect((await mail.next(who.email)).subject).toBe('Your password was changed');

  // The browser that was logged in is out.
  await page.goto('/appointments');
  await first.heading('Log in');
  await page.getByLabel('Email address').fill(who.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await first.press('button', 'Continue');
  await first.heading('My appointments');
});

test('a link works once, and the page says how to get another', async ({
  page, visitor, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('once'));
  await new Person(page, hydrated).bookAsNew(mail, who, !!javaScriptEnabled, 'Sports massage');
  await page.goto('/recover');
  await page.getByLabel('Email address').fill(who.email);
  await page.getByRole('button', { name: 'Email me a link' }).click();
  const link = (await mail.next(who.email)).link('/recover/link/');

  // A mail scanner opens it and changes nothing.
  const scanner = await visitor();
  await scanner.goto(link);
  const other = await visitor();
  const person = new Person(other, hydrated);
  await other.goto(link);
  await other.getByLabel('New password').fill(PASSWORD);
  await person.press('button', 'Save and log in');
  await expect(other.getByText('Sports massage').first()).toBeVisible();

  await scanner.getByLabel('New password').fill('nine walruses hum in tune');
  await scanner.getByRole('button', { name: 'Save and log in' }).click();
  await expect(scanner.getByText('used already or is too old')).toBeVisible();
  await axe(scanner);
  await scanner.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(scanner.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
});

test('an address without an account is told so by mail and by nothing else', async ({ page, mail, address, hydrated }) => {
  const email = address('nobody');
  const person = new Person(page, hydrated);
  await page.goto('/recover');
  await page.getByLabel('Email address').fill(email);
  await person.press('button', 'Email me a link');
  await person.heading('Check your email');
  const letter = await mail.next(email);
  expect(letter.text).toContain('There’s no account with this address');
  expect(letter.links.some((link) => link.includes('/recover/link/'))).toBe(false);
});
