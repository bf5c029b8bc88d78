// The whole booking path without a pointer.
import { expect, test } from '../fixtures/test.ts';
import { somebody } from '../fixtures/person.ts';
import { tabTo } from '../fixtures/keys.ts';

test('booking by keyboard alone', async ({ page, mail, address, hydrated, javaScriptEnabled }) => {
  const who = somebody(address('keys'), 'Kay Example');
  await page.goto('/book');
  await hydrated();
  await tabTo(page, (name) => name.startsWith('Physiotherapy first visit'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Who would you like to see?' })).toBeVisible();
  await tabTo(page, (name) => name.startsWith('First available'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a time' })).toBeVisible();
  await hydrated();
  await tabTo(page, (name) => / with /.test(name));
  await tabTo(page, (name) => / with /.test(name));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Who is it for?' })).toBeVisible();
  await tabTo(page, (_, tag) => tag === 'INPUT');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your details' })).toBeVisible();
  await tabTo(page, (_, tag) => tag === 'INPUT');
  for (const typed of [who.name, who.email, who.day, who.month, who.year, who.mobile]) {
    await page.keyboard.type(typed);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeVisible();
  const code = (await mail.next(who.email)).code;
  await hydrated();
  await tabTo(page, (_, tag) => tag === 'INPUT');
  await page.keyboard.type(code);
  if (!javaScriptEnabled) await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check and book' })).toBeVisible();
  await tabTo(page, (name, tag) => tag === 'BUTTON' && name === 'Book appointment');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'You’re booked' })).toBeVisible();
});

test('arrow keys move through the month, and without JavaScript the Tab key does', async ({
  page, clock, hydrated, javaScriptEnabled,
}) => {
  await page.goto('/book');
  await page.getByRole('link', { name: /^Sports massage/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a time' })).toBeVisible();
  // Of this month there may be a day left, or none.
  const now = clock.now();
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 15));
  const path = new URL(page.url()).pathname;
  await page.goto(`${path}?month=${next.toISOString().slice(0, 7)}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a time' })).toBeVisible();
  await hydrated();
  const days = page.locator('.date-grid button.day');
  expect(await days.count()).toBeGreaterThan(1);
  await days.first().focus();
  await page.keyboard.press(javaScriptEnabled ? 'ArrowRight' : 'Tab');
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('value'));
  expect(focused).toBe(await days.nth(1).getAttribute('value'));
});
