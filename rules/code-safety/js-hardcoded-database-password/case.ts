import { Pool } from 'pg';
import mysql from 'mysql2';

// ruleid: js-hardcoded-database-password
export const orders = new Pool({ host: 'db.acme.dev', user: 'shop', password: 'Wint3r-0rchid' });

// ruleid: js-hardcoded-database-password
export const stock = mysql.createConnection({ host: 'db', password: 'Wint3r-0rchid' });

// ok: js-hardcoded-database-password
export const users = new Pool({ host: 'db.acme.dev', password: process.env.DB_PASSWORD });

// ok: js-hardcoded-database-password
export const local = new Pool({ host: 'localhost', password: 'postgres' });
