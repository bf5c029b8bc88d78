// An account outside of a booking, and logging in with or without a password.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody, type Details } from '../fixtures/person.ts';

const PASSWORD = 'seven otters juggle quietly';

/** From the log-in page to the page that takes the code. */
async function signUp(person: Person, who: Details, password: string): Promise<void> {
  const { page } = person;
  await page.goto('/log-in');
  await person.heading('Log in');
  await person.press('link', 'Create one');
  await person.heading('Create an account');
  await page.getByLabel('Full name').fill(who.name);
  await page.getByLabel('Email address').fill(who.email);
  await page.getByLabel('Day').fill(who.day);
  await page.getByLabel('Month').fill(who.month);
  await page.getByLabel('Year').fill(who.year);
  await page.getByLabel('Password').fill(password);
  await person.press('button', 'Create account');
  await person.heading('Check your email');
}

async function logOut(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: /Your account/ }).click();
  await person.page.getByRole('button', { name: 'Log out' }).click();
}

test('somebody new creates an account with a password, and logs in with it', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('sign-up'), 'Noor Example');
  const person = new Person(page, hydrated);
  await page.goto('/sign-up');
  await axe();
  await signUp(person, who, PASSWORD);
  await axe();
  await person.typeCode(mail, who.email, !!javaScriptEnabled);
  await person.heading('Welcome');
  await expect(page.getByRole('link', { name: 'Book an appointment' })).toBeVisible();
  await axe();
  // To the form, the button, and the code's own Continue where no script sends it.
  expect(person.actions, 'actions to an account').toBe(javaScriptEnabled ? 2 : 3);
  await page.goto('/sign-up');
  await person.heading('You have an account');
  await expect(page.getByText('You’re logged in as Noor Example.')).toBeVisible();
  await axe();

  await logOut(person);
  await page.goto('/log-in?next=/appointments');
  await person.heading('Log in');
  await axe();
  const before = person.actions;
  await page.getByLabel('Email address').fill(who.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await person.press('button', 'Continue');
  await person.heading('My appointments');
  expect(person.actions - before, 'actions to log in with a password').toBe(1);
});

test('a wrong password has one answer, and a code is one tap away', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('wrong'));
  const person = new Person(page, hydrated);
  await signUp(person, who, PASSWORD);
  await person.typeCode(mail, who.email, !!javaScriptEnabled);
  await person.heading('Welcome');
  await logOut(person);
  for (const email of [address('nobody'), who.email]) {
    await page.goto('/log-in');
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password').fill('nine walruses hum in tune');
    await person.press('button', 'Continue');
    await expect(page.getByRole('alert')).toContainText('We can’t find an account with that email and password.');
    await expect(page.getByLabel('Email address')).toHaveValue(email);
    await expect(page.getByLabel('Password')).toHaveValue('');
    expect(page.url()).not.toContain(encodeURIComponent(email));
  }
  await axe();
  await person.press('button', 'Email me a code');
  await person.heading('Check your email');
  await person.typeCode(mail, who.email, !!javaScriptEnabled);
  await person.heading('My appointments');
});

test('what was typed stays, except for the password', async ({ page, address, axe, hydrated }) => {
  const person = new Person(page, hydrated);
  await page.goto('/sign-up');
  await person.heading('Create an account');
  await page.getByLabel('Full name').fill('Kim Example');
  await page.getByLabel('Email address').fill(address('kim'));
  await page.getByLabel('Day').fill('28');
  await page.getByLabel('Month').fill('2');
  await page.getByLabel('Year').fill('1990');
  await page.getByLabel('Password').fill('Password123456!');
  await person.press('button', 'Create account');
  await expect(page.getByRole('alert')).toContainText('Choose a password that is harder to guess');
  await expect(page).toHaveTitle(/^Error: /);
  await axe();
  await expect(page.getByLabel('Full name')).toHaveValue('Kim Example');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await person.press('button', 'Create account');
  await person.heading('Check your email');
  await person.press('link', 'Use a different email');
  await person.heading('Create an account');
  await expect(page.getByLabel('Full name')).toHaveValue('Kim Example');
});

test('after booking, a password is one quiet offer', async ({ page, mail, address, axe, hydrated, javaScriptEnabled }) => {
  const who = somebody(address('offer'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled, 'Sports massage');
  await axe();
  const before = person.actions;
  await person.press('link', 'create a password');
  await person.heading('Create a password');
  await axe();
  await page.getByLabel('New password').fill(PASSWORD);
  await person.press('button', 'Save password');
  await person.heading('Next time, log in with your password');
  await axe();
  expect(person.actions - before, 'actions to a password').toBe(2);
  expect((await mail.next(who.email)).subject).toBe('Your password was changed');
});

test('what is typed as a password can be read, where a script can hide it again', async ({
  page, address, axe, hydrated, javaScriptEnabled,
}) => {
  await page.goto('/log-in');
  await hydrated(page);
  const field = page.getByLabel('Password');
  const show = page.getByRole('button', { name: 'Show password' });
  await page.getByLabel('Email address').fill(address('show'));
  await field.fill(PASSWORD);
  if (!javaScriptEnabled) {
    await expect(show).toHaveCount(0);
    await expect(field).toHaveAttribute('type', 'password');
    return;
  }
  // One Tab from the field, and a key to press it.
  await field.focus();
  await page.keyboard.press('Tab');
  await expect(show).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toHaveAttribute('type', 'text');
  await expect(field).toHaveValue(PASSWORD);
  await axe();
  const hide = page.getByRole('button', { name: 'Hide password' });
  await expect(hide).toBeFocused();
  await hide.click();
  await expect(field).toHaveAttribute('type', 'password');
  // A form is sent with its password hidden, whatever was shown.
  await show.click();
  await page.locator('form').filter({ has: field }).evaluate((form: HTMLFormElement) => {
    form.addEventListener('submit', (event) => event.preventDefault());
    form.requestSubmit();
  });
  await expect(field).toHaveAttribute('type', 'password');
});
