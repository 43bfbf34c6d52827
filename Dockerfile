FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1
WORKDIR /srv/goldlist

# The dependencies first, each by its hash: this layer changes only when a lock does.
COPY requirements/uv.txt requirements/run.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
        --require-hashes -r requirements/uv.txt \
    && uv pip install --system --no-cache --compile-bytecode --require-hashes -r requirements/run.txt

COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY openapi openapi
RUN uv pip install --system --no-cache --compile-bytecode --no-deps --no-build-isolation .

RUN useradd --system --uid 10001 --home-dir /data goldlist \
    && mkdir /data && chown goldlist /data
USER goldlist
WORKDIR /data
VOLUME /data
ENV GOLDLIST_DATABASE_URL=sqlite:////data/goldlist.db

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["goldlist", "serve", "--host", "0.0.0.0", "--port", "8000"]
