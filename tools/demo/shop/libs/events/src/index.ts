export interface OrderPlaced {
  type: 'order-placed';
  orderId: string;
  total: number;
}

export function orderPlaced(orderId: string, total: number): OrderPlaced {
  return { type: 'order-placed', orderId, total };
}
