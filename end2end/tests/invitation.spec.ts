// An invitation, from the mail that somebody gets to the appointments they may manage.
import { expect, test } from '../fixtures/test.ts';
import { addChild, addUser, typeBirthDate } from '../fixtures/inviting.ts';
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

test('somebody new accepts with a name and a birth date, and books for the child', async ({
  page, site, mail, address, axe, hydrated, visitor,
}) => {
  const desk = await visitor();
  await addChild(desk, site, 'Milo Invited');
  const invited = address('grandma');
  await addUser(desk, invited);

  const person = new Person(page, hydrated);
  const link = (await mail.next(invited)).link('/invite/');
  await page.goto(link);
  await person.heading('Harbour Lane invites you to manage Milo’s appointments');
  expect(page.url(), 'the token leaves the address').not.toContain(link.split('/').at(-1));
  await expect(page).toHaveTitle(/^Your invitation/);
  await expect(page.getByText('Invited', { exact: true }), 'the first name only').toHaveCount(0);
  await axe();
  await shoot(page, 'invited');

  // A wrong answer costs a try; what was typed stays.
  await page.getByLabel('Full name').fill('Grace Newcomer');
  await typeBirthDate(page, '10');
  await person.press('button', 'Create account and accept');
  await expect(page.getByRole('alert')).toContainText('you can try 4 more times');
  await expect(page.getByLabel('Full name')).toHaveValue('Grace Newcomer');
  await axe();
  await shoot(page, 'wrong');

  person.actions = 0;
  await typeBirthDate(page, '9');
  await person.press('button', 'Create account and accept');
  await expect(page.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
  expect(person.actions, 'one press accepts').toBe(1);
  await axe();
  await shoot(page, 'arrived');
  await person.press('link', 'Book for Milo');
  await person.heading('What does Milo need?');

  // The desk sees who it is, and the used link says so.
  await desk.reload();
  await expect(desk.getByRole('row').filter({ hasText: invited })).toContainText('Grace Newcomer');
  await expect(desk.getByRole('row').filter({ hasText: invited })).toContainText('Active');
  const stranger = await visitor();
  await stranger.goto(link);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('This invitation can’t be used');
  await axe(stranger);
});

test('whoever has an account accepts with one field and one press', async ({
  page, site, mail, address, axe, hydrated, javaScriptEnabled, visitor,
}) => {
  const known = address('known');
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(known, 'Robin Known'), !!javaScriptEnabled);
  const desk = await visitor();
  await addChild(desk, site, 'Milo Known');
  await addUser(desk, known);

  await page.goto((await mail.next(known)).link('/invite/'));
  await person.heading('Harbour Lane invites you to manage Milo’s appointments');
  await axe();
  await shoot(page, 'known');
  const asked = page.locator('form[action="/api/invitations/accept"]');
  await expect(asked.locator('input:visible'), 'the day, month and year of one date').toHaveCount(3);
  await expect(asked.getByRole('group')).toHaveCount(1);
  person.actions = 0;
  await typeBirthDate(page, '9');
  await person.press('button', 'Accept');
  await expect(page.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
  expect(person.actions).toBe(1);
  await page.goto('/family');
  await expect(page.getByRole('link', { name: /^Milo/ }).first()).toBeVisible();
});

test('whoever has an account and is logged out logs in on the way and comes back to accept', async ({
  page, site, mail, address, axe, hydrated, javaScriptEnabled, visitor,
}) => {
  const known = address('away');
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(known, 'Robin Away'), !!javaScriptEnabled);
  const desk = await visitor();
  await addChild(desk, site, 'Milo Away');
  await addUser(desk, known);
  const link = (await mail.next(known)).link('/invite/');

  const phone = await visitor();
  const there = new Person(phone, hydrated);
  await phone.goto(link);
  await there.heading('Harbour Lane invites you to manage Milo’s appointments');
  await expect(phone.getByRole('heading', { name: 'Log in to accept' })).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);
  await axe(phone);
  await shoot(phone, 'logged-out');
  await there.press('button', 'Email me a code');
  await there.typeCode(mail, known, !!javaScriptEnabled);
  await there.heading('Harbour Lane invites you to manage Milo’s appointments');
  there.actions = 0;
  await typeBirthDate(phone, '9');
  await there.press('button', 'Accept');
  await expect(phone.getByRole('status').filter({ hasText: 'You can now book for Milo.' })).toBeVisible();
  expect(there.actions).toBe(1);
});

test('a copied link asks for a code at the invited address, and can be declined', async ({
  page, site, mail, address, axe, hydrated, visitor,
}) => {
  const desk = await visitor();
  await addChild(desk, site, 'Milo Declined');
  const invited = address('declines');
  await addUser(desk, invited);
  await mail.next(invited);
  await desk.getByRole('button', { name: `Actions for ${invited}` }).click();
  await desk.getByRole('button', { name: 'Copy link' }).click();
  const link = await desk.getByLabel('Invitation link').inputValue();

  const person = new Person(page, hydrated);
  await page.goto(link);
  await person.heading('Harbour Lane invites you to manage Milo’s appointments');
  await expect(page.getByText(invited), 'a copied link doesn’t tell the address').toHaveCount(0);
  await person.press('button', 'Email me the code');
  await expect(page.getByLabel('Code from the email')).toBeVisible();
  expect((await mail.next(invited)).code).toMatch(/^\d{6}$/);
  await axe();
  await shoot(page, 'copied');

  await page.getByText('I don’t want this').click();
  await page.getByLabel(/^Why not\?/).fill('Wrong person');
  await person.press('button', 'Decline invitation');
  await expect(page.getByText(/^Declined\./)).toBeVisible();
  await axe();
  await desk.goto('/staff');
  await expect(desk.getByText('Wrong person')).toBeVisible();
});
