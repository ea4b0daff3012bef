CREATE TABLE items (id integer PRIMARY KEY, title text, notes text);
CREATE TABLE orders (item integer);
INSERT INTO items (id, title) VALUES (1, 'one'), (2, 'two'), (3, 'three');
INSERT INTO orders VALUES (1), (1), (2);
