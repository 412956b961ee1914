import express from 'express';
import { Pool } from 'pg';
import { attachment } from './attachments.js';
import { findOrders, placeOrder } from './orders.js';
import { requireUser, startPasswordReset } from './session.js';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = express();

app.disable('x-powered-by');
app.use(express.json({ limit: '100kb' }));

app.get('/health', (_req, res) => {
  res.json({ ok: true });
});

app.post('/password-reset', async (req, res) => {
  await startPasswordReset(pool, String(req.body.mail));
  res.status(202).end();
});

app.get('/orders', requireUser, async (req, res) => {
  res.json(await findOrders(pool, req.user.id, String(req.query.status ?? 'open')));
});

app.post('/orders', requireUser, async (req, res) => {
  res.status(201).json(await placeOrder(pool, req.user.id, req.body));
});

app.get('/orders/:id/attachments/:name', requireUser, attachment);

const port = Number(process.env.PORT ?? 8080);
app.listen(port);
