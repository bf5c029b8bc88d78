// Every page that needs nobody signed in: whole, accessible, reflowing at 320 px.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';

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

for (const [what, pattern, garbage] of [
  ['whose WASM never arrives', '**/pkg/kith.wasm', undefined],
  ['whose script never arrives', '**/pkg/kith.js', undefined],
  ['whose WASM is garbage', '**/pkg/kith.wasm', { contentType: 'application/wasm', body: 'no module' }],
] as const) {
  test(`a page ${what} still books`, async ({
    page, watch, mail, address, javaScriptEnabled,
  }) => {
    watch.excuse(/kith\.wasm|kith\.js|WebAssembly|Failed to fetch|ERR_FAILED/);
    let asked = 0;
    await page.route(pattern, (route) => {
      asked += 1;
      return garbage ? route.fulfill(garbage) : route.abort();
    });
    // Nothing ever comes to life here, so nothing is waited for.
    const person = new Person(page, async () => {});
    await person.bookAsNew(mail, somebody(address('no-wasm')), false);
    if (javaScriptEnabled) expect(asked, 'times it was asked for').toBeGreaterThan(0);
  });
}
