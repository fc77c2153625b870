import { json } from '@shop/http';

const products = [
  { sku: 'tea', unitPrice: 450 },
  { sku: 'cup', unitPrice: 990 },
];

export const handler = async () => json(200, products);
