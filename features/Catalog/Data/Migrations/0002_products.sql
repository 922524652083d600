CREATE TABLE products (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT product_slug_is_free UNIQUE,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'withdrawn')),
    -- Counts every change; the ETag of editors and the order of messages.
    version bigint NOT NULL CHECK (version > 0),
    name text NOT NULL,
    description text NOT NULL,
    brand text NOT NULL,
    category_id uuid NOT NULL CONSTRAINT product_category_exists REFERENCES categories (id),
    -- json, not jsonb: editors chose the order in which attributes are shown. Filters use facets.
    attributes json NOT NULL CHECK (json_typeof(attributes) = 'object'),
    -- Attributes and option values as 'name=value' in lower case: what shoppers filter by.
    facets text[] NOT NULL,
    rating_average numeric(3, 2) NOT NULL CHECK (rating_average BETWEEN 0 AND 5),
    rating_count int NOT NULL CHECK (rating_count >= 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- The first publication; a product that was ever published is never deleted.
    published_at timestamptz,
    listed_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(published_at, created_at)) STORED,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('simple', brand), 'B')
        || setweight(to_tsvector('english', description), 'C')) STORED,
    -- The answers of the hottest reads, made when the product changes: json keeps the bytes as they were written.
    summary json NOT NULL,
    document json NOT NULL,
    CONSTRAINT product_published_has_date CHECK (status = 'draft' OR published_at IS NOT NULL)
);
CREATE INDEX products_newest ON products (listed_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX products_by_name ON products (name COLLATE "und-x-icu", id) WHERE status = 'published';
CREATE INDEX products_best_rated ON products (rating_average DESC, rating_count DESC, id DESC) WHERE status = 'published';
CREATE INDEX products_by_category ON products (category_id, listed_at DESC, id DESC);
CREATE INDEX products_by_facet ON products USING gin (facets);
CREATE INDEX products_by_words ON products USING gin (search);
CREATE INDEX products_unpublished ON products (status, listed_at DESC, id DESC) WHERE status <> 'published';

CREATE TABLE variants (
    sku text PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position int NOT NULL,
    options json NOT NULL CHECK (json_typeof(options) = 'object'),
    -- A SKU that was once on sale stays with its product, so orders and stock never meet the same SKU as another thing.
    retired_at timestamptz
);
CREATE UNIQUE INDEX variant_options_are_distinct ON variants (product_id, (options::jsonb)) WHERE retired_at IS NULL;

CREATE TABLE prices (
    sku text NOT NULL REFERENCES variants (sku) ON DELETE CASCADE,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    minor_units bigint NOT NULL CHECK (minor_units > 0),
    PRIMARY KEY (sku, currency)
);

-- The lowest price of a product per currency: what lists show, filter and sort by.
CREATE TABLE listed_prices (
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    currency text NOT NULL,
    lowest bigint NOT NULL CHECK (lowest > 0),
    PRIMARY KEY (product_id, currency)
);
CREATE INDEX listed_prices_by_price ON listed_prices (currency, lowest, product_id);
