import type { ImageName } from "./facts.ts";

/** A folder that the program of an image writes to while it runs, as it comes. */
export interface StateFolder {
  readonly path: string;
  /** The image declares it as a volume: some runtimes make one for it, others do not. */
  readonly isVolume: boolean;
}

interface Family {
  readonly images: readonly string[];
  readonly volumes?: readonly string[];
  readonly folders?: readonly string[];
  /** Folders of tags of a later or earlier layout, in the place of `volumes`. */
  readonly tags?: readonly { readonly tag: RegExp; readonly volumes: readonly string[] }[];
  readonly source: string;
}

const LIBRARY = "https://github.com/docker-library";

/** What the images' own Dockerfiles and documentation say. */
const FAMILIES: readonly Family[] = [
  {
    images: ["nginx"],
    folders: ["/var/cache/nginx", "/run"],
    source: "https://hub.docker.com/_/nginx (running nginx in read-only mode)",
  },
  {
    images: ["nginxinc/nginx-unprivileged", "ghcr.io/nginx/nginx-unprivileged", "quay.io/nginx/nginx-unprivileged"],
    folders: ["/tmp"],
    source: "https://github.com/nginx/docker-nginx-unprivileged",
  },
  { images: ["httpd"], folders: ["/usr/local/apache2/logs"], source: `${LIBRARY}/httpd` },
  {
    images: ["postgres"],
    folders: ["/run/postgresql"],
    volumes: ["/var/lib/postgresql/data"],
    tags: [{ tag: /^(?:latest|1[89]|[2-9]\d)(?!\d)/, volumes: ["/var/lib/postgresql"] }],
    source: `${LIBRARY}/postgres`,
  },
  { images: ["mysql"], folders: ["/run/mysqld", "/tmp"], volumes: ["/var/lib/mysql"], source: `${LIBRARY}/mysql` },
  {
    images: ["mariadb"],
    folders: ["/run/mysqld", "/tmp"],
    volumes: ["/var/lib/mysql"],
    source: "https://github.com/MariaDB/mariadb-docker",
  },
  { images: ["mongo"], folders: ["/tmp"], volumes: ["/data/db", "/data/configdb"], source: `${LIBRARY}/mongo` },
  { images: ["redis"], volumes: ["/data"], source: "https://github.com/redis/docker-library-redis" },
  { images: ["valkey/valkey"], volumes: ["/data"], source: "https://github.com/valkey-io/valkey-container" },
  { images: ["rabbitmq"], volumes: ["/var/lib/rabbitmq"], source: `${LIBRARY}/rabbitmq` },
  { images: ["cassandra"], volumes: ["/var/lib/cassandra"], source: `${LIBRARY}/cassandra` },
  { images: ["couchdb"], volumes: ["/opt/couchdb/data"], source: "https://github.com/apache/couchdb-docker" },
  { images: ["ghost"], volumes: ["/var/lib/ghost/content"], source: `${LIBRARY}/ghost` },
  {
    images: ["zookeeper"],
    volumes: ["/data", "/datalog", "/logs"],
    source: "https://github.com/31z4/zookeeper-docker",
  },
  {
    images: ["wordpress"],
    volumes: ["/var/www/html"],
    source: `${LIBRARY}/wordpress`,
  },
  {
    images: ["tomcat"],
    folders: ["/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work"],
    source: `${LIBRARY}/tomcat`,
  },
  {
    images: ["registry"],
    volumes: ["/var/lib/registry"],
    source: "https://github.com/distribution/distribution-library-image",
  },
  { images: ["jenkins/jenkins"], volumes: ["/var/jenkins_home"], source: "https://github.com/jenkinsci/docker" },
  {
    images: ["grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"],
    folders: ["/var/lib/grafana"],
    source: "https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/#default-paths",
  },
  {
    images: ["prom/prometheus", "quay.io/prometheus/prometheus"],
    volumes: ["/prometheus"],
    source: "https://github.com/prometheus/prometheus/blob/main/Dockerfile",
  },
  {
    images: ["prom/alertmanager", "quay.io/prometheus/alertmanager"],
    volumes: ["/alertmanager"],
    source: "https://github.com/prometheus/alertmanager/blob/main/Dockerfile",
  },
];

const FAMILY_OF = new Map(FAMILIES.flatMap((family) => family.images.map((image) => [image, family] as const)));

/** The folders that a well-known image writes to while it runs; none for other images. */
export function stateFolders({ domain, repository, tag = "latest" }: ImageName): readonly StateFolder[] {
  const family = FAMILY_OF.get(domain === undefined ? repository : `${domain}/${repository}`);
  if (family === undefined) return [];
  const { folders = [], volumes = [], tags = [] } = family;
  const declared = tags.find((variant) => variant.tag.test(tag))?.volumes ?? volumes;
  return [...folders.map((path) => ({ path, isVolume: false })), ...declared.map((path) => ({ path, isVolume: true }))];
}
