# The product as an image: the front end built, packages checked by hash, an account that owns nothing it runs.
# docker-compose.yml starts it in its roles; docs/operations.md explains.

FROM node:24-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev
COPY static/ static/
RUN node static/build.mjs

FROM python:3.13-slim AS packages
RUN python -m venv /opt/venv
COPY requirements/app.txt /tmp/app.txt
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/app.txt

FROM python:3.13-slim
RUN groupadd --gid 10001 palinsesto \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin palinsesto \
    && install -d -o palinsesto -g palinsesto -m 0700 /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
COPY --from=frontend /build/static/dist/ static/dist/
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=smm.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected
# Collecting needs settings that can be read, not secrets: these values exist for this one command.
RUN python -m compileall -q . \
    && python -m smm.local.messages \
    && SECRET_KEY=build SEALING_KEYS="k0:$(head -c 32 /dev/zero | base64)" \
       DATABASE_URL=postgres://build@localhost/build \
       python manage.py collectstatic --noinput -v 0
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--no-ws", "smm.wsgi:application"]
