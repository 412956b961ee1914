import type { Pool } from 'pg';

export async function find(db: Pool, id: string, name: string) {
  // ruleid: js-sql-injection
  await db.query(`SELECT * FROM users WHERE id = ${id}`);
  // ruleid: js-sql-injection
  await db.query("SELECT * FROM users WHERE name = '" + name + "'");
  // ok: js-sql-injection
  await db.query('SELECT * FROM users WHERE id = $1', [id]);
  // ok: js-sql-injection
  await db.query('SELECT id, name ' + 'FROM users WHERE active');
  // ok: js-sql-injection
  return new Map([[id, name]]).get(`selected ${id}`);
}
