/** Offer text as a file to keep. */
export function download(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The download reads the URL after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
