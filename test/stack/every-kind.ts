/** Services with every kind of target, component and step, for stories in which every call is made. */
export const EVERY_KIND = `services:
  checkout:
    channel: "#deploys"
    targets: [{ kind: lambda-alias, function: checkout-api, alias: live }]
    alarms: [checkout-5xx]
    events: on
    missingData: ignore
    analysis: off
    sharedDependencies:
      - { parameters: [/shop/a/db-url, /shop/b/db-url] }
      - { function: checkout-api, variables: [DB_URL] }
    discovery:
      actions: { order: { stable: https://a.example.com/order, canary: https://b.example.com/order } }
      origins: []
    plan:
      - hook: { function: checkout-expand, within: 15m }
      - shift: 20
      - bake: 6m
      - hook: { function: checkout-smoke, qualifier: live, within: 5m }
      - shift: 100
      - bake: 1m
      - hook: { function: checkout-expand, within: 15m }
  calls:
    channel: "#deploys"
    targets: [{ kind: route53, zone: Z0CALLS, record: app.example.com, type: A, identifiers: [primary, canary] }]
    alarms: [calls-failed-joins]
    plan:
      - shift: 20
      - bake: 6m
      - shift: 100
      - drain: { metric: { namespace: Calls, name: Sessions, dimensions: { Identifier: "{stable}" } }, atOrUnder: 0, atMost: 4h }
  shop:
    channel: "#deploys"
    environments:
      stable: a
      a: { name: prod-a }
      b: { name: prod-b }
    targets:
      - { kind: route53, zone: Z0SHOP, record: shop.example.org, type: CNAME, identifiers: { a: shop-a, b: shop-b } }
      - { kind: lambda-alias, function: shop-orders, alias: live, sides: { a: env-a, b: env-b } }
    components:
      - { kind: lambda-functions, functions: [shop-api], aliases: { a: env-a, b: env-b } }
      - kind: api-stage
        api: a1b2c3d4e5
        stages: { a: env-a, b: env-b }
        perSide: [alias]
        basePaths: { a: a.api.shop.example.com, b: b.api.shop.example.com }
      - { kind: frontend, buckets: { a: shop-web-a, b: shop-web-b } }
    alarms: [shop-failed-joins]
    missingData: ignore
    analysis: off
    plan: [{ hook: { function: checkout-expand, within: 15m } }, { shift: 20 }, { bake: 6m }, { shift: 100 }, { bake: 1m }]
  web:
    channel: "#deploys"
    targets:
      - kind: edge
        store: arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0
        key: web
        cohorts: [staff]
    alarms: [web-failed-pages]
    analysis:
      guard: 50%
      onSharedIncident: hold
      metrics:
        requests: { namespace: Web, name: Pages, dimensions: { Arm: "{arm}" } }
        errors: [{ namespace: Web, name: FailedPages, dimensions: { Arm: "{arm}" } }]
    plan: [{ cohort: [staff] }, { bake: 1m }, { shift: 100 }, { bake: 6m }]
  cart:
    channel: "#deploys"
    targets:
      - kind: launchdarkly
        project: default
        flag: new-cart
        environment: production
        variations: { stable: old, canary: new }
        by: percentage
    alarms: [cart-failures]
    signals: [{ name: own-check, expires: 5m }]
    missingData: ignore
    plan: [{ shift: 20 }, { bake: 6m }, { shift: 100 }, { bake: 1m }]
  orders:
    channel: "#deploys"
    targets:
      - kind: alb
        rule: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee
        groups: [orders-blue, orders-green]
      - kind: alb
        listener: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/orders/50dc6c495c0c9188/0a1b2c3d4e5f6071
        groups: [orders-admin-blue, orders-admin-green]
    alarms: [orders-5xx]
    analysis: off
    plan: [{ shift: 20 }, { bake: 6m }, { shift: 100 }, { bake: 1m }]
`;

/** The names of its things by the parameter of serverless.yml that narrows what Serin may touch. */
export const NAMES_OF: Readonly<Record<string, readonly string[]>> = {
  functions: ['checkout-api', 'shop-orders', 'shop-api'],
  hooks: ['checkout-expand', 'checkout-smoke'],
  shared: ['shop/a/db-url', 'shop/b/db-url'],
  zones: ['Z0CALLS', 'Z0SHOP'],
  apis: ['a1b2c3d4e5'],
  buckets: ['shop-web-a', 'shop-web-b'],
  stores: ['0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
  loadBalancers: ['orders'],
  clusters: ['money'],
};
