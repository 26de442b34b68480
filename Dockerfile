# One image for API, worker, migrations and the administrator's command line, told apart by their command:
#   docker run … node dist/server.js | node dist/worker.js | node dist/cli/migrate.js
#   docker run --rm -it … node dist/cli/admin.js --help
# The first workspace is made by a link that the API prints: docs/operating.md, "The first start".
# Debian, because Temporal's native core is built for glibc.
FROM node:24-bookworm-slim AS sources
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .

FROM sources AS build
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

# For development only: the local mailbox, which takes mail and shows it in the browser.
FROM sources AS mailbox
ENV MAILBOX_HOST=0.0.0.0 MAILBOX_SMTP_PORT=1025 MAILBOX_HTTP_PORT=8025 MAILBOX_DIR=/data
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 1025 8025
ENV HEALTH_URL=http://127.0.0.1:8025/livez
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "local/mailbox.ts"]

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 WORKER_HOST=0.0.0.0 WORKER_PORT=3001
# Why: local/nodeOptions.ts. Whoever lets a worker cache thousands of workflows gives it more.
ENV NODE_OPTIONS="--enable-source-maps --max-old-space-size=512 --max-semi-space-size=4" MALLOC_ARENA_MAX=2
# Owned by root and run by another: the process cannot change its own code.
COPY package.json ./
COPY migrations migrations
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000 3001
# The API's; for the worker set HEALTH_URL to its own, http://127.0.0.1:3001/livez.
ENV HEALTH_URL=http://127.0.0.1:3000/livez
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
