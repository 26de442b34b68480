/** Where administrators' screens are. */
export const ADMIN_PATHS = ['/people', '/workspace', '/connections', '/security', '/privacy'] as const;
export type AdminPath = (typeof ADMIN_PATHS)[number];

export function isAdminPath(path: string): path is AdminPath {
  return ADMIN_PATHS.some((each) => each === path);
}
