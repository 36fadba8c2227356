# docker build -t gong-digest .
# docker run --read-only --tmpfs /tmp -v gong-data:/data -v ./config.yaml:/config/config.yaml:ro --env-file secrets.env gong-digest
# config.yaml must say: history: { path: /data/history.db }

FROM node:20-slim AS build
# better-sqlite3 is compiled where no prebuilt binary can be fetched.
RUN apt-get update && apt-get install -y --no-install-recommends make g++ python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY jobs ./jobs
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV NODE_ENV=production GONG_DIGEST_CONFIG=/config/config.yaml
WORKDIR /app
COPY package.json config.example.yaml ./
COPY templates ./templates
COPY src/history/migrations ./src/history/migrations
COPY src/history/audit-migrations ./src/history/audit-migrations
COPY src/history/limits-migrations ./src/history/limits-migrations
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# Without a shell in between, so that SIGTERM reaches the program, which is process 1 here.
ENTRYPOINT ["node", "/app/dist/jobs/cli.js"]
CMD ["schedule"]
