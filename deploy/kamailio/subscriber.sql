-- What Kamailio's auth_db reads (versions 5.x), and nothing else of its schema. ha1 = MD5(username:domain:password).
CREATE TABLE IF NOT EXISTS version (table_name varchar(32) PRIMARY KEY, table_version integer NOT NULL);
INSERT INTO version VALUES ('subscriber', 7) ON CONFLICT (table_name) DO UPDATE SET table_version = 7;
CREATE TABLE IF NOT EXISTS subscriber (
  username varchar(64) NOT NULL,
  domain varchar(64) NOT NULL,
  ha1 varchar(128) NOT NULL,
  PRIMARY KEY (username, domain)
);
