// How pages look in one browser: chosen without an account, kept on the device.
import { expect, test } from '../fixtures/test.ts';

test('theme, size, letters and contrast are kept in this browser, without an account', async ({ page, visitor, axe, hydrated }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  await hydrated();
  const plain = await looks();
  expect(plain.background).not.toBe(plain.ink);
  await page.getByRole('link', { name: 'Display' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Display');
  await axe();
  expect(asked.filter((path) => path.includes('atkinson'))).toEqual([]);

  await page.getByRole('group', { name: 'Light or dark' }).getByLabel('Dark').check();
  await page.getByLabel('Largest').check();
  await page.getByLabel(/^Easy to read/).check();
  await page.getByRole('group', { name: 'Contrast' }).getByLabel('More').check();
  await page.getByRole('group', { name: 'Movement' }).getByLabel('Less').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await expect(page.getByLabel('Largest')).toBeChecked();
  await axe();
  await page.goto('/book');
  await hydrated();
  const chosen = await looks();
  expect(chosen.size).toBeCloseTo(plain.size * 1.33, 1);
  expect(chosen.family).toContain('Atkinson Hyperlegible Next');
  expect(chosen.background).not.toBe(plain.background);
  expect(asked.some((path) => path.endsWith('/atkinson-hyperlegible-next-latin.woff2'))).toBe(true);
  await axe(page, ['light']);

  const other = await visitor();
  await other.goto('/book');
  await expect(other.locator('html')).not.toHaveAttribute('data-size', /./);

  await page.goto('/me/display');
  await page.getByRole('group', { name: 'Light or dark' }).getByLabel('As my device has it').check();
  await page.getByLabel('Normal').check();
  await page.getByLabel('Standard').check();
  await page.getByRole('group', { name: 'Contrast' }).getByLabel('As my device has it').check();
  await page.getByRole('group', { name: 'Movement' }).getByLabel('As my device has it').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('__Host-display');

  async function looks() {
    return page.evaluate(() => {
      const body = getComputedStyle(document.body);
      const root = getComputedStyle(document.documentElement);
      return { size: parseFloat(root.fontSize), family: body.fontFamily, background: body.backgroundColor, ink: body.color };
    });
  }
});
