/** Scrolls a list of visits, whose lines are placed by it, to one of them under the head of its day; what goes before it is above. */
export const openOn = (list: HTMLElement, appointmentId: string): void => {
  const line = list.querySelector<HTMLElement>(`[data-visit="${appointmentId}"]`);
  const head = line?.closest('section')?.querySelector<HTMLElement>('h3');
  if (line) list.scrollTop = line.offsetTop - (head?.offsetHeight ?? 0) - 4;
};
