import { json } from '@shop/http';

export const handler = async (event: { id?: string }) =>
  event.id === undefined ? json(400, { message: 'Which order?' }) : json(200, { id: event.id, state: 'placed' });
