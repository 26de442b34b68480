import { useMediaQuery } from '@mantine/hooks';

/** Whether list and detail stand side by side; the style sheets break at the same width. */
export function useIsWide(): boolean {
  return useMediaQuery('(min-width: 60em)', true, { getInitialValueInEffect: false });
}
