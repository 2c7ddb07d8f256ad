// A page that asks where its user is, before it sends anything.
import { discover } from 'serin/client';

export function aShop(url: string, user: string) {
  return discover({
    url,
    service: 'checkout',
    user,
    timeoutMs: 800,
    fallback: { order: 'https://api.example.com/order', pay: 'https://api.example.com/v1/pay' },
  });
}

export async function sendOrder(shop: ReturnType<typeof aShop>, order: object, send: typeof fetch) {
  const { actions } = await shop.refresh();
  return send(actions.order, { method: 'POST', body: JSON.stringify(order) });
}
