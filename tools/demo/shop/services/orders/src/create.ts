import { orderPlaced } from '@shop/events';
import { json } from '@shop/http';
import { type Line, priceOf } from '@shop/pricing';

interface CreateOrder {
  id: string;
  lines: Line[];
}

export const handler = async (event: CreateOrder) => {
  const total = priceOf(event.lines);
  console.log(`order ${event.id}: ${event.lines.length} line(s), ${total} cents`);
  return json(201, orderPlaced(event.id, total));
};
