/**
 * What events say of the page and of the visit to it.
 *
 * @module
 */
import type { PageContext } from "../runtime/page_context.ts";
import { describeDevice } from "./device_info.ts";
import type { BrowserOptions } from "./resolve_browser_options.ts";
import { readUtmParams } from "./utm_params.ts";

/** Device and campaign, the weakest first: they do not change while the page is there. */
export function describeVisit(
  { language, touchPoints, url, userAgent }: PageContext,
  { captureUtmParams, enrichDeviceInfo }: BrowserOptions,
  sanitize: (url: string) => string,
): object[] {
  return [
    enrichDeviceInfo ? describeDevice(userAgent, language, touchPoints) : {},
    captureUtmParams ? readUtmParams(sanitize(url())) : {},
  ];
}

/** Title and size of the page. */
export function describePage({ title, viewport }: PageContext): object {
  const { width, height } = viewport();
  return { pageTitle: title(), viewportWidth: width, viewportHeight: height };
}
