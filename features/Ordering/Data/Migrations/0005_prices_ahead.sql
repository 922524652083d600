-- A price can be heard of before its product was: it is kept until the publication comes, however late that is.
ALTER TABLE offers ADD COLUMN published boolean NOT NULL DEFAULT true;
