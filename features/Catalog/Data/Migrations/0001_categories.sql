-- One row. Whoever changes the tree's shape locks it first, so two moves take turns instead of each missing the other.
CREATE TABLE category_tree (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version bigint NOT NULL DEFAULT 1
);
INSERT INTO category_tree DEFAULT VALUES;

CREATE TABLE categories (
    id uuid PRIMARY KEY,
    parent_id uuid,
    slug text NOT NULL CONSTRAINT category_slug_is_free UNIQUE,
    name text NOT NULL,
    position int NOT NULL,
    -- Every id from the root down to this category: a subtree is one containment test, breadcrumbs are one read.
    path uuid[] NOT NULL,
    parent_path uuid[] GENERATED ALWAYS AS (path[:cardinality(path) - 1]) STORED,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT category_path_ends_here CHECK (path[cardinality(path)] = id),
    CONSTRAINT category_path_follows_parent CHECK (parent_id IS NOT DISTINCT FROM path[cardinality(path) - 1]),
    CONSTRAINT category_depth CHECK (cardinality(path) BETWEEN 1 AND 6),
    CONSTRAINT category_not_below_itself CHECK (array_position(path, id) = cardinality(path)),
    CONSTRAINT category_path_is_whole UNIQUE (id, path),
    -- With the two checks above this makes a circle impossible: a path must continue the parent's committed path, and never returns.
    CONSTRAINT category_path_continues_parent FOREIGN KEY (parent_id, parent_path) REFERENCES categories (id, path)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX categories_by_parent ON categories (parent_id, position);
CREATE INDEX categories_by_path ON categories USING gin (path);
