/** What browsers offer that let no text become markup or script unasked: Trusted Types. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string | null }): unknown;
}

let trusted = false;

/** Let a worker start from a blob that the page made itself, and from no other address. */
export function trustOwnBlobs(): void {
  if (trusted) return;
  trusted = true;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => (url.startsWith("blob:") ? url : null),
  });
}
