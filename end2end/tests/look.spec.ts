// The main pages of both sides under every setting a person may need: nothing
// scrolls sideways, nothing is cut, nothing fails axe.
import { expect, test } from '../fixtures/test.ts';
import { logInAsDesk } from '../fixtures/desk.ts';
import type { Page } from '@playwright/test';

const PUBLIC = ['/', '/book', '/log-in', '/sign-up', '/recover', '/help', '/me/display', '/styleguide'];
const STAFF = ['/staff', '/staff/patients', '/staff/patients/new'];
/** Cookies of /me/display. They are secure, so the address must be, too; on loopback plain pages get them. */
const MORE = 'device-normal-standard-more-device';
const LARGEST = 'device-largest-easy-device-device';

/** Asserts that nothing of `page` reaches beyond the window, or hides text in a box too small for it. */
async function assertWhole(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll<HTMLElement>('main *, header *, footer *')]
      .filter((element) => {
        const style = getComputedStyle(element);
        const hides = [style.overflowX, style.overflowY].some((value) => value === 'hidden' || value === 'clip');
        // A field scrolls what was typed.
        if (element.matches('input, textarea')) return false;
        // One pixel on purpose: what only a screen reader reads. A name on one line ends in dots.
        if (!hides || element.closest('.visually-hidden') || style.position === 'absolute') return false;
        if (style.textOverflow === 'ellipsis' || element.clientWidth <= 1) return false;
        return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      })
      .map((element) => `${element.tagName} ${element.className}`);
    return { wide, cut };
  });
  expect(found, what).toEqual({ wide: Math.min(0, found.wide), cut: [] });
}

async function choose(page: Page, origin: string, cookie: string): Promise<void> {
  await page.context().addCookies([
    { name: '__Host-display', value: cookie, url: origin.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' },
  ]);
}

async function walk(page: Page, paths: string[], what: string, axe?: () => Promise<void>): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await assertWhole(page, `${path}, ${what}`);
    await axe?.();
  }
}

test('pages are whole in every width, size and contrast', async ({ page, site, axe }) => {
  test.setTimeout(180_000);
  const { width, height } = page.viewportSize()!;
  await logInAsDesk(page, site);
  const all = [...PUBLIC, ...STAFF];
  await walk(page, all, 'as usual');
  await page.setViewportSize({ width: 320, height: 256 });
  await walk(page, all, '320 px');
  await choose(page, site.origin, LARGEST);
  await walk(page, all, '320 px, largest text');
  await page.setViewportSize({ width, height });
  await walk(page, all, 'largest text, easy letters');
  await choose(page, site.origin, MORE);
  await walk(page, all, 'more contrast', axe);
});

test('twice the text size cuts nothing', async ({ page, site }) => {
  test.setTimeout(120_000);
  await logInAsDesk(page, site);
  // As a browser does that enlarges text alone: the root's size, and with it every rem.
  await page.route('**/pkg/*.css', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${await answer.text()} :root { font-size: 200% !important; }` });
  });
  await walk(page, ['/', '/book', '/log-in', '/help', '/me/display', ...STAFF], '200 % text');
});

test('forced colours, less motion and wider text spacing cut nothing', async ({ page, site, axe }) => {
  test.setTimeout(120_000);
  await logInAsDesk(page, site);
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await walk(page, ['/', '/book', '/me/display', '/styleguide', '/staff'], 'forced colours');
  // A chosen day, a pressed filter, the current place: seen without any background.
  await page.goto('/styleguide');
  const chosen = page.locator('.day[aria-pressed="true"]').first();
  expect(await chosen.evaluate((day) => getComputedStyle(day).outlineStyle)).toBe('solid');
  await page.emulateMedia({ forcedColors: null, reducedMotion: null, contrast: 'more' });
  await walk(page, ['/', '/book', '/staff'], 'the device asks for more contrast', () => axe(page, ['dark']));
  await page.emulateMedia({ contrast: null });
  // WCAG 1.4.12.
  await page.route('**/pkg/*.css', async (route) => {
    const answer = await route.fetch();
    const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }';
    await route.fulfill({ response: answer, body: `${await answer.text()} ${spacing}` });
  });
  await walk(page, ['/', '/book', '/log-in', '/me/display', '/staff'], 'wider text spacing');
});
