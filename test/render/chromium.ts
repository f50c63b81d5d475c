import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findBrowser } from '../../pipelines/render/browser.ts';

/** A real browser for looking at pages as a reader does, scripts included. */
export async function openChromium(): Promise<Browser> {
  const found = await findBrowser();
  if (found === undefined) throw new Error('this machine has no browser');
  const { executablePath, args, env } = found;
  return puppeteer.launch({ executablePath, args, env, headless: 'shell', pipe: true });
}

/** Opens a page of a width; the addresses of everything it asks for are collected. */
export async function openPage(browser: Browser, html: string, width: number) {
  const page: Page = await browser.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.setViewport({ width, height: 900 });
  await page.setContent(html, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready.then(() => true)');
  return { page, requests };
}
