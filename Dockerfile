# Builds with the development packages, runs without them. No compiler: better-sqlite3 for Node 22 and later brings its binaries. Checked by scripts/check-dockerfile.sh, which runs the same steps outside a container.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npx tsc -p tsconfig.build.json && cp -r src/web/assets dist/web/assets
COPY packs ./packs
RUN node dist/cli.js pack build packs/eu-wildlife packs/carrier-policy
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production BEAGLE_HOST=0.0.0.0 BEAGLE_PORT=8787 BEAGLE_DATA_DIR=/data BEAGLE_DEMO_KEYS=false
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE NOTICE ./
COPY packs ./packs
COPY models ./models
# Practice parcels of the desk.
COPY examples ./examples
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BEAGLE_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["serve"]
