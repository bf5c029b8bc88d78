// Which link of an invitation works, and for whom.
import { expect, test } from '../fixtures/test.ts';
import { addChild, addUser, choose, typeBirthDate } from '../fixtures/inviting.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { shoot } from '../fixtures/shoot.ts';

// Each page is looked at in light and dark.
test.describe.configure({ timeout: 120_000 });
// One machine plays many people here, and each gets several mails.
test.beforeEach(async ({ site, clock }) => {
  await site.dev('/dev/limits', { per_address_times: 10 });
  // The desk sends no more than a few invitations in a minute.
  await clock.advance(61);
});
test.afterEach(async ({ site }) => site.dev('/dev/limits', { per_address_times: 1 }));

const INVITES = 'Harbour Lane invites you to manage Milo’s appointments';
const NOT_VALID = 'This invitation can’t be used';

test('whoever is logged in with another address says which account it is to be', async ({
  page, site, mail, address, axe, hydrated, javaScriptEnabled, visitor,
}) => {
  const [own, invited] = [address('other'), address('asked')];
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(own, 'Robin Other'), !!javaScriptEnabled);
  const desk = await visitor();
  await addChild(desk, site, 'Milo Either');
  await addUser(desk, invited);

  const link = (await mail.next(invited)).link('/invite/');
  await page.goto(link);
  await person.heading(INVITES);
  await expect(page.getByRole('heading', { name: 'Which account should manage Milo’s appointments?' })).toBeVisible();
  await expect(page.getByText(invited), 'the address is masked').toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Log out and use a/ })).toBeVisible();
  await axe();
  await shoot(page, 'which-account');
  await typeBirthDate(page, '9');
  await person.press('button', /^Use o/);
  await expect(page.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
  const told = await mail.next(invited);
  expect(told.text, 'the invited address hears of it').toContain('accepted with another account');
  expect(told.text).not.toContain(own);

  // Staff see both addresses on one row.
  await desk.reload();
  const row = desk.getByRole('row').filter({ hasText: own });
  await expect(row).toContainText('Robin Other');
  await expect(row).toContainText(invited);
});

test('whoever logs out there begins as the one who was invited', async ({
  page, site, mail, address, hydrated, javaScriptEnabled, visitor,
}) => {
  const [own, invited] = [address('other'), address('asked')];
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(own, 'Robin Other'), !!javaScriptEnabled);
  const desk = await visitor();
  await addChild(desk, site, 'Milo Switched');
  await addUser(desk, invited);
  await page.goto((await mail.next(invited)).link('/invite/'));
  await person.press('button', /^Log out and use a/);
  await person.heading(INVITES);
  await page.getByLabel('Full name').fill('Ada Asked');
  await typeBirthDate(page, '9');
  await person.press('button', 'Create account and accept');
  await expect(page.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
});

test('a newer mail ends the older link, and deleting ends each', async ({
  page, site, mail, address, axe, clock, visitor,
}) => {
  const desk = await visitor();
  await addChild(desk, site, 'Milo Resent');
  const invited = address('resent');
  await addUser(desk, invited);
  const first = (await mail.next(invited)).link('/invite/');
  await clock.advance(61);
  await desk.reload();
  await choose(desk, invited, 'Resend invitation');
  const second = (await mail.next(invited)).link('/invite/');
  const heading = page.getByRole('heading', { level: 1 });
  await page.goto(first);
  await expect(heading).toHaveText(NOT_VALID);
  await expect(page.getByText('We sent a newer link. Use the newest email.')).toBeVisible();
  await axe();
  await page.goto(second);
  await expect(heading).toHaveText(INVITES);

  await choose(desk, invited, 'Delete invitation');
  await expect(desk.getByRole('status').filter({ hasText: 'Invitation deleted.' })).toBeVisible();
  await page.goto(second);
  await expect(heading).toHaveText(NOT_VALID);
  await expect(page.locator('main')).not.toContainText('Milo');
  await axe();
});

test('a copied link is accepted with a code from the invited address', async ({
  page, site, mail, address, axe, hydrated, visitor,
}) => {
  const desk = await visitor();
  await addChild(desk, site, 'Milo Copied');
  const invited = address('copied');
  await addUser(desk, invited);
  await mail.next(invited);
  await choose(desk, invited, 'Copy link');
  const link = await desk.getByLabel('Invitation link').inputValue();

  const person = new Person(page, hydrated);
  await page.goto(link);
  await person.press('button', 'Email me the code');
  const code = (await mail.next(invited)).code;
  await page.getByLabel('Code from the email').fill(code);
  await page.getByLabel('Full name').fill('Cora Copied');
  await typeBirthDate(page, '9');
  await axe();
  await person.press('button', 'Create account and accept');
  await expect(page.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
});
