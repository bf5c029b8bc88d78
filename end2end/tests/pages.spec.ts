// Every page that needs nobody signed in: whole, accessible, reflowing at 320 px.
import { expect, test } from '../fixtures/test.ts';

const PAGES = ['/', '/book', '/log-in', '/help', '/privacy', '/accessibility', '/me/display', '/staff/log-in', '/styleguide', '/dev/mail'];

test('public pages pass axe and fit a screen of 320 px', async ({ page, axe }) => {
  for (const path of PAGES) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await axe();
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of PAGES) {
    await page.goto(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${path} scrolls sideways by`).toBeLessThanOrEqual(0);
  }
});

test('an address we do not have says so, with 404', async ({ page, watch, axe }) => {
  watch.excuse(/404/);
  const answer = await page.goto('/nothing/here');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We can’t find that page');
  await axe();
});

test('a page whose WASM never arrives still leads to a held time', async ({ page, watch }) => {
  watch.excuse(/kith\.wasm|kith\.js|WebAssembly|Failed to fetch|ERR_FAILED/);
  await page.route('**/pkg/kith.wasm', (route) => route.abort());
  await page.goto('/book');
  await page.getByRole('link', { name: /^Physiotherapy first visit/ }).click();
  await page.getByRole('link', { name: /^First available/ }).click();
  await page.locator('.soonest-card').last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Who is it for?' })).toBeVisible();
  await page.getByLabel(/someone else I look after/).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your details' })).toBeVisible();
});
