// Two children in one go: found for both, held and booked together; and the other one right
// after a visit of one.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { shoot } from '../fixtures/shoot.ts';
import type { Page } from '@playwright/test';

test.beforeEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 10 }));
test.afterEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 1 }));

async function addChild(page: Page, name: string): Promise<void> {
  await page.goto('/family/add');
  await page.getByLabel('Their full name').fill(name);
  await page.getByLabel('Day').fill('9');
  await page.getByLabel('Month').fill('9');
  await page.getByLabel('Year').fill('2018');
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('two children are booked one after the other in one go', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('together'), 'Robin Sample'), !!javaScriptEnabled);
  await addChild(page, 'Leo Sample');
  await addChild(page, 'Maya Sample');
  await page.goto('/book');
  await person.press('link', 'Book several people at once');
  await person.heading('Book several people at once');
  await axe();
  await person.press('button', 'Show times');
  await expect(page.getByText('Choose what at least two of them need.')).toBeVisible();
  await page.getByLabel(/^Leo Sample/).selectOption({ label: 'Physiotherapy first visit, 60 minutes' });
  await page.getByLabel(/^Maya Sample/).selectOption({ label: 'Physiotherapy first visit, 60 minutes' });
  await page.getByLabel('One after the other').check();
  await person.press('button', 'Show times');
  await expect(page.getByRole('heading', { name: 'Times for all of them' })).toBeVisible();
  await axe();
  await shoot(page, 'together');
  await page.locator('button[name="plan"]').first().click();
  await person.heading('Check and book for Leo and Maya');
  await axe();
  await shoot(page, 'together-check');
  await person.press('button', 'Book all appointments');
  await person.heading('Leo and Maya are booked');
  await axe();
  await shoot(page, 'together-done');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByRole('status').filter({ hasText: 'Your booking is undone.' })).toBeVisible();
});

test('a note stays when somebody goes back to another time', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('after'), 'Robin Sample'), !!javaScriptEnabled);
  await addChild(page, 'Leo Sample');
  await page.getByRole('button', { name: 'Book for Leo' }).click();
  await page.getByRole('link', { name: /^Physiotherapy first visit/ }).click();
  const first = page.getByRole('link', { name: /^First available/ });
  await first.or(page.getByRole('heading', { name: 'Choose a time for Leo' })).first().waitFor();
  if (await first.isVisible()) await first.click();
  await person.heading('Choose a time for Leo');
  await person.takeSoonest();
  await person.heading('Check and book for Leo');
  await page.getByLabel(/should know/).fill('Leo’s left knee');
  await axe();
  await shoot(page, 'check');
  // The keyboard goes back as it would by a link.
  await page.getByRole('button', { name: 'Change Time' }).first().focus();
  await page.keyboard.press('Enter');
  await person.heading('Choose a time for Leo');
  await person.takeSoonest();
  await person.heading('Check and book for Leo');
  await expect(page.getByLabel(/should know/)).toHaveValue('Leo’s left knee');
  await page.getByRole('button', { name: 'Book for Leo' }).click();
  await person.heading('Leo is booked');
});

/** Takes a time after whose hour the same practitioner is free, on the first date that has one. */
async function takeOneWithTheNextFree(page: Page): Promise<void> {
  const here = new URL(page.url()).pathname;
  for (let day = 1; day < 12; day += 1) {
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Halifax' })
      .format(Date.now() + day * 86_400_000);
    await page.goto(`${here}?date=${date}`);
    const slots = page.locator('button.slot');
    const all = await slots.evaluateAll((some) => some.map((one) => (one as HTMLButtonElement).value));
    const read = all.map((slot) => slot.split('.') as [string, string]);
    const follows = ([start, who]: [string, string]) => read.some(([other, same]) => {
      const gap = Number(other) - Number(start) - 3_600_000;
      // Between two visits there is some rest, which two free times side by side don't show.
      return same === who && gap >= 10 * 60_000 && gap <= 15 * 60_000;
    });
    const taken = read.find(follows);
    if (taken) {
      await page.locator(`button.slot[value="${taken.join('.')}"]`).click();
      return;
    }
  }
  throw new Error('no practitioner has two hours in a row');
}

test('the other child is booked right after', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('right-after'), 'Robin Sample'), !!javaScriptEnabled);
  await addChild(page, 'Leo Sample');
  await addChild(page, 'Maya Sample');
  await page.goto('/family');
  await page.getByRole('button', { name: 'Book for Leo' }).first().click();
  await page.getByRole('link', { name: /^Physiotherapy first visit/ }).click();
  const first = page.getByRole('link', { name: /^First available/ });
  await first.or(page.getByRole('heading', { name: 'Choose a time for Leo' })).first().waitFor();
  if (await first.isVisible()) await first.click();
  await person.heading('Choose a time for Leo');
  await takeOneWithTheNextFree(page);
  await person.heading('Check and book for Leo');
  await page.getByRole('button', { name: 'Book for Leo' }).click();
  await person.heading('Leo is booked');
  await expect(page.getByRole('heading', { name: 'Bring someone along' })).toBeVisible();
  await axe();
  await shoot(page, 'right-after');
  const offer = page.getByRole('button', { name: /^Book Maya right after/ });
  const at = (await offer.textContent())!.split(', ').at(-1)!;
  await offer.click();
  await person.heading('Check and book for Maya');
  await expect(page.getByText(at.replace(/ ?[ap]m$/, '')).filter({ visible: true }).first(), 'the time that was offered').toBeVisible();
  await page.getByRole('button', { name: 'Book for Maya' }).click();
  await person.heading('Maya is booked');
});
