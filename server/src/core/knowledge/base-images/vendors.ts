import type { ImageFamily } from "./facts.ts";

const NONROOT = { name: "nonroot", uid: 65532, gid: 65532 };

/** Images of vendors who publish a catalogue of them. */
export const VENDOR_FAMILIES: readonly ImageFamily[] = [
  {
    images: ["gcr.io/distroless/*"],
    runsAs: "root",
    unprivileged: NONROOT,
    distribution: "distroless",
    variants: [{ tag: /nonroot/, runsAs: NONROOT }],
    source: "https://github.com/GoogleContainerTools/distroless#what-images-are-available",
  },
  {
    images: ["cgr.dev/chainguard/*", "chainguard/*"],
    runsAs: { uid: 65532, gid: 65532 },
    distribution: "wolfi",
    source: "https://edu.chainguard.dev/chainguard/chainguard-images/overview/",
  },
  {
    images: ["cgr.dev/chainguard/wolfi-base", "chainguard/wolfi-base"],
    runsAs: "root",
    unprivileged: NONROOT,
    distribution: "wolfi",
    source: "https://images.chainguard.dev/directory/image/wolfi-base/overview",
  },
  {
    // Builders and tools, some of which run as root.
    images: [
      "cgr.dev/chainguard/go",
      "chainguard/go",
      "cgr.dev/chainguard/busybox",
      "cgr.dev/chainguard/chainguard-base",
    ],
    distribution: "wolfi",
    source: "https://images.chainguard.dev/directory/image/go/overview",
  },
  {
    // Variants for building run as root, those for running do not.
    images: ["dhi.io/*"],
    runsAs: {},
    variants: [{ tag: /-(?:dev|sdk)(?:-|$)/, runsAs: "root" }],
    source: "https://docs.docker.com/dhi/core-concepts/distroless/",
  },
  {
    images: ["bitnami/*", "bitnamilegacy/*", "bitnamisecure/*"],
    distribution: "debian",
    source: "https://github.com/bitnami/containers",
  },
  {
    images: [
      "apache",
      "argo-cd",
      "cert-manager",
      "elasticsearch",
      "etcd",
      "external-dns",
      "grafana",
      "kafka",
      "keycloak",
      "kubectl",
      "mariadb",
      "memcached",
      "mongodb",
      "mysql",
      "nginx",
      "postgresql",
      "prometheus",
      "rabbitmq",
      "redis",
      "redis-cluster",
      "redis-sentinel",
      "spark",
      "tomcat",
      "wordpress",
      "zookeeper",
    ].flatMap((name) => [`bitnami/${name}`, `bitnamilegacy/${name}`]),
    runsAs: { uid: 1001 },
    distribution: "debian",
    source: "https://github.com/bitnami/containers",
  },
  {
    images: ["bitnami/minideb", "bitnami/minideb-extras"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/bitnami/minideb",
  },
  {
    images: ["7", "8", "9", "10"].flatMap((release) => [
      `registry.access.redhat.com/ubi${release}`,
      `registry.access.redhat.com/ubi${release}/ubi`,
      `registry.access.redhat.com/ubi${release}-minimal`,
      `registry.access.redhat.com/ubi${release}/ubi-minimal`,
      `registry.access.redhat.com/ubi${release}/ubi-init`,
      `registry.access.redhat.com/ubi${release}-init`,
      `registry.redhat.io/ubi${release}`,
      `registry.redhat.io/ubi${release}/ubi`,
      `registry.redhat.io/ubi${release}/ubi-minimal`,
      `redhat/ubi${release}`,
      `redhat/ubi${release}-minimal`,
    ]),
    runsAs: "root",
    distribution: "rhel",
    source: "https://catalog.redhat.com/software/base-images",
  },
  {
    // No shell tools to create a user with.
    images: ["8", "9", "10"].flatMap((release) => [
      `registry.access.redhat.com/ubi${release}-micro`,
      `registry.access.redhat.com/ubi${release}/ubi-micro`,
      `registry.redhat.io/ubi${release}/ubi-micro`,
      `redhat/ubi${release}-micro`,
    ]),
    runsAs: "root",
    distribution: "distroless",
    source: "https://catalog.redhat.com/software/base-images",
  },
  {
    // What stands below a release's name is a builder or a runtime of Software Collections: uid 1001, or 185 with OpenJDK.
    images: ["8", "9", "10"].flatMap((release) => [
      `registry.access.redhat.com/ubi${release}/*`,
      `registry.redhat.io/ubi${release}/*`,
    ]),
    runsAs: {},
    distribution: "rhel",
    source: "https://github.com/sclorg/container-common-scripts",
  },
  {
    // Tools for building images and for debugging, not all of which set a user.
    images: ["8", "9", "10"].flatMap((release) =>
      ["buildah", "podman", "skopeo", "toolbox"].flatMap((tool) => [
        `registry.access.redhat.com/ubi${release}/${tool}`,
        `registry.redhat.io/ubi${release}/${tool}`,
      ]),
    ),
    distribution: "rhel",
    source: "https://catalog.redhat.com/software/base-images",
  },
  {
    images: ["registry.k8s.io/pause", "k8s.gcr.io/pause"],
    runsAs: { uid: 65535, gid: 65535 },
    distribution: "distroless",
    source: "https://github.com/kubernetes/kubernetes/blob/master/build/pause/Dockerfile",
  },
  {
    images: ["registry.k8s.io/ingress-nginx/controller", "k8s.gcr.io/ingress-nginx/controller"],
    runsAs: { name: "www-data" },
    distribution: "alpine",
    source: "https://github.com/kubernetes/ingress-nginx/blob/main/rootfs/Dockerfile",
  },
  {
    images: ["registry.k8s.io/kube-state-metrics/kube-state-metrics"],
    runsAs: { name: "nobody", uid: 65534 },
    distribution: "distroless",
    source: "https://github.com/kubernetes/kube-state-metrics/blob/main/Dockerfile",
  },
];
