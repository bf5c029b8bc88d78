// The clinic's side: a registration appears, and is added as a new patient.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { addAsNew, logInAsDesk, toRegistrations } from '../fixtures/desk.ts';

test('staff see who signed up and add them as a new patient', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const name = `Sam ${address('x').replace(/[^a-z]/g, '')}`;
  const who = { ...somebody(address('staff')), name };
  await new Person(page, hydrated).bookAsNew(mail, who, !!javaScriptEnabled);

  const desk = await visitor();
  await desk.goto('/staff');
  await expect(desk).toHaveURL(/\/staff\/log-in/);
  await axe(desk);
  await logInAsDesk(desk, site);
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(/^Good /);
  await axe(desk);
  // On a small phone the number stays beside its words.
  const before = desk.viewportSize()!;
  await desk.setViewportSize({ width: 320, height: 700 });
  const heading = desk.getByRole('heading', { name: /^New portal account registrations/ });
  const [words, count] = [(await heading.boundingBox())!, (await heading.locator('.count').boundingBox())!];
  expect(count.y, 'the number is not under its words').toBeLessThan(words.y + words.height / 2);
  expect(count.x + count.width).toBeLessThanOrEqual(320 - 16);
  await desk.setViewportSize(before);
  await toRegistrations(desk);
  await axe(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: name });
  await expect(row).toContainText('Born March 27, 1988');
  await expect(row).toContainText(who.email);
  await expect(row).toContainText(/Booked /);
  await addAsNew(row);
  await expect(desk.getByRole('status').filter({ hasText: 'Added as a new patient.' })).toBeVisible();
  await toRegistrations(desk);
  await expect(desk.getByRole('listitem').filter({ hasText: who.email })).toHaveCount(0);
});

test('a blocked account is out at once and its time is free again', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = { ...somebody(address('blocked')), name: 'Pat Blockedexample' };
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  const other = await visitor();
  await person.expectOffered(other, false);
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: who.email });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await desk.getByRole('link', { name: 'Block this account' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(`Block ${who.name}’s account?`);
  await axe(desk);
  await desk.getByRole('link', { name: 'Keep it' }).click();
  await toRegistrations(desk);
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await desk.getByRole('link', { name: 'Block this account' }).click();
  await desk.getByRole('button', { name: 'Block this account' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'Account blocked.' })).toBeVisible();
  await page.goto('/appointments');
  await expect(page).toHaveURL(/\/log-in/);
  await person.expectOffered(other, true);
});

test('a mail that is refused for good needs a look', async ({ page, visitor, site, mail, address, hydrated, axe }) => {
  const email = address('refused');
  mail.refuse(email);
  const person = new Person(page, hydrated);
  await person.toTimes('Sports massage');
  await person.takeSoonest();
  await person.fillIn(somebody(email));
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await expect(async () => {
    await desk.goto('/staff');
    await expect(desk.getByRole('heading', { name: 'Needs a look' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await axe(desk);
  await expect(desk.getByText(/550/).first()).toBeVisible();
  await desk.getByRole('button', { name: 'Put aside' }).first().click();
  await expect(desk.getByRole('status').filter({ hasText: 'Put aside.' })).toBeVisible();
});
