/** Which parts of the settings hold something that is typed or chosen, and not saved: whoever leaves the page is asked first. */
const places = new Set<string>();

addEventListener('beforeunload', (event) => {
  if (places.size > 0) event.preventDefault();
});

export function noteUnsaved(place: string, isUnsaved = true): void {
  if (isUnsaved) places.add(place);
  else places.delete(place);
}
