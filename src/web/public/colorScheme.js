// Before the first paint, so that a dark screen does not flash white. The key is Mantine's own.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  } catch {
    // Storage may be forbidden: then it is as the system has it.
  }
  const scheme = chosen === 'auto' ? (dark ? 'dark' : 'light') : chosen;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
