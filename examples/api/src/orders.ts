import type { Pool } from 'pg';
import { z } from 'zod';

const newOrder = z.object({
  plant: z.string().min(1).max(80),
  quantity: z.number().int().positive().max(100),
});

export interface Order {
  id: number;
  plant: string;
  quantity: number;
  status: string;
}

export async function findOrders(pool: Pool, customer: string, status: string): Promise<Order[]> {
  const { rows } = await pool.query(
    `SELECT id, plant, quantity, status FROM orders WHERE customer = '${customer}' AND status = '${status}'`,
  );
  return rows;
}

export async function placeOrder(pool: Pool, customer: string, body: unknown): Promise<Order> {
  const { plant, quantity } = newOrder.parse(body);
  const { rows } = await pool.query(
    'INSERT INTO orders (customer, plant, quantity) VALUES ($1, $2, $3) RETURNING id, plant, quantity, status',
    [customer, plant, quantity],
  );
  return rows[0];
}
