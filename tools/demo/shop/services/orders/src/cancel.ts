import { json } from '@shop/http';

export const handler = async (event: { id: string }) => {
  if (event.id === '') throw new Error('An order without id can not be cancelled');
  return json(200, { id: event.id, state: 'cancelled' });
};
