// How the browser journeys run: each one with JavaScript on a phone's width and
// without on a desk's, so that each way and each width is seen; the main job of
// both sides in all four. What a width changes is CSS alone, and what JavaScript
// changes is no layout: the pairs that are left out could only fail together.
// Each worker has its own server and mail server (fixtures/site.ts), so there is
// no web server here.
import { defineConfig, type ReporterDescription } from '@playwright/test';

const phone = { viewport: { width: 390, height: 844 } };
const desk = { viewport: { width: 1280, height: 900 } };

/** The main job: a patient books, the desk sees it; and the keyboard's way through. */
const main = /\/(booking|keyboard|staff)\.spec\.ts$/;

const reporter: ReporterDescription[] = [['list']];
const json = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;
if (json) reporter.push(['json', { outputFile: json }]);

export default defineConfig({
  testDir: './tests',
  testMatch: '*.spec.ts',
  outputDir: './test-results',
  // Journeys in one file may build on one clinic; files run beside each other.
  fullyParallel: false,
  workers: Number(process.env.KITH_BROWSER_WORKERS ?? 2),
  // A journey that passes at the second try has found something.
  retries: 0,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter,
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-CA',
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', // Chromium refuses to start as root with it
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  // The demo clinic is in Halifax. The browsers elsewhere show that times are
  // the clinic's and never the browser's.
  projects: [
    { name: 'js-390', use: { ...phone, javaScriptEnabled: true, timezoneId: 'America/Vancouver' } },
    { name: 'js-1280', testMatch: main, use: { ...desk, javaScriptEnabled: true, timezoneId: 'Pacific/Auckland' } },
    { name: 'nojs-390', testMatch: main, use: { ...phone, javaScriptEnabled: false, timezoneId: 'America/Halifax' } },
    { name: 'nojs-1280', use: { ...desk, javaScriptEnabled: false, timezoneId: 'America/Halifax' } },
  ],
});
