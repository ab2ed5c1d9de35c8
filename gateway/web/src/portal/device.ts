/** WeChat's browser saves no files and hides the address bar. */
export const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

/** A phone by its pointer and width: it cannot scan its own screen. */
export function onPhone(): boolean {
  return window.matchMedia("(pointer: coarse) and (max-width: 48rem)").matches || window.innerWidth < 480;
}
